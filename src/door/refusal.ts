import type { FastifyReply, FastifyRequest } from "fastify";
import { outageOf } from "../execution/outage.ts";
import { type ErrorCode, errorCodes } from "../shared/error-codes.ts";
import { factsOf } from "./request.bounds.ts";

/** Answers in GraphQL's shape before anything of GraphQL runs. */
export function refuse(reply: FastifyReply, status: number, code: ErrorCode, message: string = errorCodes[code]) {
  const facts = factsOf(reply.request);
  if (facts) facts.code = code;
  if (status === 401) reply.header("www-authenticate", "Bearer");
  return reply
    .code(status)
    .type("application/json")
    .send({ errors: [{ message, extensions: { code } }] });
}

/** Whatever was thrown on the way: its words go out only when they speak of the caller's own request. */
export function refuseError(error: Error & { statusCode?: number }, request: FastifyRequest, reply: FastifyReply) {
  const outage = outageOf(error);
  if (outage === "UNAVAILABLE") reply.header("retry-after", "1");
  const status = outage === "UNAVAILABLE" ? 503 : outage === "TIMED_OUT" ? 504 : (error.statusCode ?? 500);
  if (status >= 500) request.log.error(error);
  return refuse(
    reply,
    status,
    outage ?? (status >= 500 ? "INTERNAL" : "BAD_REQUEST"),
    status < 500 ? error.message : undefined,
  );
}
