import type { FastifyBaseLogger } from "fastify";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { isOutage } from "../execution/outage.ts";
import { errorCodes } from "../shared/error-codes.ts";

/** Listed codes go out as they are; everything else is an outage of ours: logged once, answered without a word of what it was. */
export function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: FastifyBaseLogger,
): GraphQLFormattedError {
  const code = formatted.extensions?.code;
  if (typeof code === "string" && code !== "INTERNAL_SERVER_ERROR" && Object.hasOwn(errorCodes, code)) {
    return { message: formatted.message, locations: formatted.locations, path: formatted.path, extensions: { code } };
  }
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const masked = isOutage(original) ? "UNAVAILABLE" : "INTERNAL";
  log.error({ error: loggable(original), path: formatted.path }, "request failed");
  return { message: errorCodes[masked], path: formatted.path, extensions: { code: masked } };
}

/** What a log may keep: a database's own message can hold the values it speaks of, so its code stands for it. */
export function loggable(error: unknown) {
  const { name, code, message, stack } = (error ?? {}) as Error & { code?: string };
  const frames = stack?.split("\n").filter((line) => line.trimStart().startsWith("at "));
  return { name, code, message: code ? undefined : message, frames };
}
