import type { ErrorCode } from "../../shared/error-codes.ts";

/** The file as a whole cannot be read as asked. */
export class CsvError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
