import type { ErrorCode } from "./error-codes.ts";

/** What a mutation's caller can mend: a stable code, a sentence, and the path to the field of the input. */
export interface UserError {
  code: ErrorCode;
  message: string;
  /** e.g. ["participants", "3", "creditCode"]; null when it belongs to no single field. */
  field: string[] | null;
}
