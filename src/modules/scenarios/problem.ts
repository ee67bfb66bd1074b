import type { Day } from "../../shared/day.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import type { UserError } from "../../shared/user-error.ts";

/** What the caller of a mutation can mend, in the table's own words unless said. The field is a path: "rows.3.fromId". */
export const problem = (code: ErrorCode, field: string, message: string = errorCodes[code]): UserError => ({
  code,
  message,
  field: field.split("."),
});

/** What is wrong with a day on which something has happened; null is a day that the calendar has not. */
export const dayProblems = (field: string, day: Day | null, today: Day): UserError[] =>
  day === null ? [problem("DATE_INVALID", field)] : day > today ? [problem("DATE_FUTURE", field)] : [];
