import type { Day } from "../../shared/day.ts";
import { type Checked, errorsOf, rowCheck } from "./row.check.ts";

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

export const rowError = errorsOf("participants");

/** Checks one row against the platform's roles and today's date. */
export function checkRow(
  input: ParticipantInput,
  index: number,
  roles: readonly string[],
  today: Day,
): Checked<ParticipantRow> {
  const check = rowCheck("participants", input, index);
  const values: ParticipantRow = {
    creditCode: check.creditCode("creditCode"),
    name: check.text("name", undefined, true) ?? "",
    role: check.text("role", 100) ?? "",
    region: check.region("region"),
    industry: check.industry("industry"),
    externalId: check.text("externalId", 200),
    headOfficeCreditCode: check.creditCode("headOfficeCreditCode"),
    since: check.day("since"),
    observedOn: check.dayBy("observedOn", today),
  };
  if (!roles.includes(values.role) && !check.errors.some((error) => error.field?.at(-1) === "role"))
    check.fail("role", "ROLE_UNKNOWN");
  if (values.since && values.observedOn && values.since > values.observedOn) {
    check.fail("since", "DATE_ORDER", "It was seen before it began: since lies after observedOn.");
  }
  if (values.creditCode && values.creditCode === values.headOfficeCreditCode)
    check.fail("headOfficeCreditCode", "HEAD_OFFICE_SELF");
  return check.done(values);
}
