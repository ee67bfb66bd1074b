import { type Day, parseDay } from "../../shared/day.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import { checkCreditCode } from "../organizations/credit-code.ts";
import { isKnownIndustry, isKnownRegion } from "../organizations/reference.ts";

/** A row of a bulk call after its own check. values is null for a row with errors. */
export interface Checked<Values> {
  index: number;
  values: Values | null;
  errors: UserError[];
  warnings: UserError[];
}

/** Errors on one row of the input list of that name. Messages never repeat what was sent: it may be ten megabytes, or no text at all. */
export const errorsOf =
  (list: string) =>
  (
    index: number,
    field: string | readonly string[] | null,
    code: ErrorCode,
    message: string = errorCodes[code],
  ): UserError => ({
    code,
    message,
    field: [list, String(index), ...(field === null ? [] : typeof field === "string" ? [field] : field)],
  });

/** Reads the fields of one row and keeps what is wrong or odd about them. Null, undefined and blank text say nothing. */
export function rowCheck<Input extends object>(list: string, input: Input, index: number) {
  const errorOf = errorsOf(list);
  const errors: UserError[] = [];
  const warnings: UserError[] = [];
  const fail = (field: string | readonly string[], code: ErrorCode, message?: string) => {
    errors.push(errorOf(index, field, code, message));
  };
  const warn = (field: string, code: ErrorCode) => {
    warnings.push(errorOf(index, field, code));
  };
  const sentAs = (field: keyof Input & string) => input[field] as string | null | undefined;
  const text = (field: keyof Input & string, maxLength?: number, isRequired = false): string | null => {
    const cleaned = cleanText(sentAs(field), maxLength === undefined ? {} : { maxLength });
    if (cleaned.error && (isRequired || cleaned.error !== "TEXT_EMPTY")) fail(field, cleaned.error);
    return cleaned.text;
  };
  const creditCode = (field: keyof Input & string): string | null => {
    const sent = sentAs(field) ?? "";
    if (sent.length <= 100 && sent.trim() === "") return null;
    const check = checkCreditCode(sent.slice(0, 100));
    for (const code of check.errors) fail(field, code);
    for (const code of check.warnings) warn(field, code);
    return check.code;
  };
  const day = (field: keyof Input & string): Day | null => {
    const sent = sentAs(field);
    if (sent === null || sent === undefined || sent === "") return null;
    const parsed = parseDay(sent);
    if (parsed === null) fail(field, "DATE_INVALID");
    return parsed;
  };
  /** A day on which something was seen: one from the future would be newer than every later one. */
  const dayBy = (field: keyof Input & string, today: Day): Day | null => {
    const seen = day(field);
    if (seen && seen > today) fail(field, "DATE_FUTURE");
    return seen;
  };
  const region = (field: keyof Input & string): string | null => {
    const code = text(field, 20);
    if (code && !isKnownRegion(code)) warn(field, "REGION_UNKNOWN");
    return code;
  };
  const industry = (field: keyof Input & string): string | null => {
    const code = text(field, 20);
    if (code && !isKnownIndustry(code)) warn(field, "INDUSTRY_UNKNOWN");
    return code;
  };
  const done = <Values>(values: Values): Checked<Values> => ({
    index,
    values: errors.length > 0 ? null : values,
    errors,
    warnings,
  });
  return { text, creditCode, day, dayBy, region, industry, fail, warn, errors, done };
}
