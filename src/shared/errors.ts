import { GraphQLError } from "graphql";
import type { ErrorCode } from "./error-codes.ts";

/** An error that the caller may read: a listed code and a sentence without anything of ours in it. */
export class ApiError extends GraphQLError {
  constructor(code: ErrorCode, message: string) {
    super(message, { extensions: { code } });
  }
}

/** Unknown and invisible are answered alike. id: as the caller gave it, where it may be one of several. */
export const notFound = (what: string, id?: string) =>
  new ApiError("NOT_FOUND", `No such ${what}${id ? ` (${id.slice(0, 100)})` : ""}, or none that you may see.`);

/** An argument out of its range; the message names the argument and the range. */
export const badInput = (message: string) => new ApiError("BAD_INPUT", message);

/** Something that we depend on does not answer, noticed before GraphQL runs: the door answers 503, and the caller may try again. */
export class Outage extends Error {
  readonly statusCode = 503;
}
