import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { isOutage } from "../execution/outage.ts";
import { errorCodes } from "../shared/error-codes.ts";
import { requestScope } from "./request.scope.ts";

/** Listed codes go out as they are; everything else is an outage of ours: logged once, answered without a word of what it was. */
export function maskError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const request = requestScope.getStore();
  const { locations, path } = formatted;
  const code = formatted.extensions?.code;
  if (typeof code === "string" && code !== "INTERNAL_SERVER_ERROR" && Object.hasOwn(errorCodes, code)) {
    // A refused value is repeated in GraphQL's words; ten megabytes of it are not.
    const message = formatted.message.slice(0, 500);
    return { message, locations, path, extensions: { code, requestId: request?.id } };
  }
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const masked = isOutage(original) ? "UNAVAILABLE" : "INTERNAL";
  request?.log.error({ error: loggable(original), path }, "request failed");
  return { message: errorCodes[masked], path, extensions: { code: masked, requestId: request?.id } };
}

/** What a log may keep: a database's own message can hold the values it speaks of, so its code stands for it. */
function loggable(error: unknown) {
  const { name, code, message, stack } = (error ?? {}) as Error & { code?: string };
  const frames = stack?.split("\n").filter((line) => line.trimStart().startsWith("at "));
  return { name, code, message: code ? undefined : message, frames };
}
