import { type Day, parseDay } from "../../shared/day.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import { checkCreditCode } from "../organizations/credit-code.ts";
import { isKnownIndustry, isKnownRegion } from "../organizations/reference.ts";

/** One row as the platform sent it; nothing in it is checked yet. Null, undefined and blank text say nothing. */
export interface ParticipantInput {
  creditCode?: string | null;
  name: string;
  role: string;
  region?: string | null;
  industry?: string | null;
  externalId?: string | null;
  headOfficeCreditCode?: string | null;
  since?: string | null;
  observedOn?: string | null;
}

/** What a row says, cleaned; null: nothing. */
export interface ParticipantRow {
  creditCode: string | null;
  name: string;
  role: string;
  region: string | null;
  industry: string | null;
  externalId: string | null;
  headOfficeCreditCode: string | null;
  since: Day | null;
  observedOn: Day | null;
}

/** values is null for a row with errors. */
export interface CheckedRow {
  index: number;
  values: ParticipantRow | null;
  errors: UserError[];
  warnings: UserError[];
}

/** What is wrong with one field of one row. Messages never repeat what was sent: it may be ten megabytes, or no text at all. */
export const rowError = (
  index: number,
  field: string | null,
  code: ErrorCode,
  message: string = errorCodes[code],
): UserError => ({
  code,
  message,
  field: ["participants", String(index), ...(field ? [field] : [])],
});

/** Checks one row against the platform's roles and today's date. */
export function checkRow(input: ParticipantInput, index: number, roles: readonly string[], today: Day): CheckedRow {
  const errors: UserError[] = [];
  const warnings: UserError[] = [];
  const fail = (field: string, code: ErrorCode, message?: string) => errors.push(rowError(index, field, code, message));
  const warn = (field: string, code: ErrorCode) => warnings.push(rowError(index, field, code));

  const text = (field: keyof ParticipantInput, maxLength?: number, isRequired = false): string | null => {
    const cleaned = cleanText(input[field], maxLength === undefined ? {} : { maxLength });
    if (cleaned.error && (isRequired || cleaned.error !== "TEXT_EMPTY")) fail(field, cleaned.error);
    return cleaned.text;
  };
  const creditCode = (field: "creditCode" | "headOfficeCreditCode"): string | null => {
    const sent = input[field] ?? "";
    if (sent.length <= 100 && sent.trim() === "") return null;
    const check = checkCreditCode(sent.slice(0, 100));
    for (const code of check.errors) fail(field, code);
    for (const code of check.warnings) warn(field, code);
    return check.code;
  };
  const day = (field: "since" | "observedOn"): Day | null => {
    const sent = input[field];
    if (sent === null || sent === undefined || sent === "") return null;
    const parsed = parseDay(sent);
    if (parsed === null) fail(field, "DATE_INVALID");
    return parsed;
  };

  const values: ParticipantRow = {
    creditCode: creditCode("creditCode"),
    name: text("name", undefined, true) ?? "",
    role: text("role", 100) ?? "",
    region: text("region", 20),
    industry: text("industry", 20),
    externalId: text("externalId", 200),
    headOfficeCreditCode: creditCode("headOfficeCreditCode"),
    since: day("since"),
    observedOn: day("observedOn"),
  };
  if (!roles.includes(values.role) && !errors.some((error) => error.field?.at(-1) === "role"))
    fail("role", "ROLE_UNKNOWN");
  if (values.region && !isKnownRegion(values.region)) warn("region", "REGION_UNKNOWN");
  if (values.industry && !isKnownIndustry(values.industry)) warn("industry", "INDUSTRY_UNKNOWN");
  // A sighting from the future would be newer than every later one.
  if (values.observedOn && values.observedOn > today) fail("observedOn", "DATE_FUTURE");
  if (values.since && values.observedOn && values.since > values.observedOn) {
    fail("since", "DATE_ORDER", "It was seen before it began: since lies after observedOn.");
  }
  if (values.creditCode && values.creditCode === values.headOfficeCreditCode)
    fail("headOfficeCreditCode", "HEAD_OFFICE_SELF");
  return { index, values: errors.length > 0 ? null : values, errors, warnings };
}
