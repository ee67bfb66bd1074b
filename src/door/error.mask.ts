import type { FastifyBaseLogger } from "fastify";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { outageOf } from "../execution/outage.ts";
import { errorCodes } from "../shared/error-codes.ts";
import { currentRequest } from "../shared/request.ts";

/** Listed codes go out as they are; everything else is an outage of ours: logged once, answered without a word of what it was. */
export function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: FastifyBaseLogger,
): GraphQLFormattedError {
  const request = currentRequest();
  const { locations, path } = formatted;
  const code = formatted.extensions?.code;
  if (typeof code === "string" && code !== "INTERNAL_SERVER_ERROR" && Object.hasOwn(errorCodes, code)) {
    // A refused value is repeated in GraphQL's words; ten megabytes of it are not.
    const message = formatted.message.slice(0, 500);
    return { message, locations, path, extensions: { code, requestId: request?.id } };
  }
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const masked = outageOf(original) ?? "INTERNAL";
  const about = { requestId: request?.id, code: masked, path };
  // What the database did is told by its code; where a mistake of ours stands is told by its stack. Nobody waits for an answer: nothing failed.
  if (masked === "INTERNAL") log.error({ ...about, err: original }, "request failed");
  else if (!request?.isAbandoned()) log.warn(about, "request failed");
  return { message: errorCodes[masked], path, extensions: { code: masked, requestId: request?.id } };
}
