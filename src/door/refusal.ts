import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLFormattedError } from "graphql";
import { outageOf } from "../execution/outage.ts";
import { type ErrorCode, errorCodes } from "../shared/error-codes.ts";
import { mediaTypeFor } from "./accept.ts";
import { factsOf } from "./request.bounds.ts";

/** A request that goes no further: thrown anywhere at the door, answered in GraphQL's shape. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  /** Headers beside it, e.g. retry-after. */
  readonly headers: Record<string, string>;
  /** Where there is more to say than one code: every problem of a document. */
  readonly problems: readonly GraphQLFormattedError[] | null;

  constructor(
    status: number,
    code: ErrorCode,
    more: {
      message?: string;
      headers?: Record<string, string>;
      problems?: readonly GraphQLFormattedError[];
    } = {},
  ) {
    super(more.message ?? errorCodes[code]);
    this.status = status;
    this.code = code;
    this.headers = more.headers ?? {};
    this.problems = more.problems ?? null;
  }
}

/** Try again, but not at once: 429 for what one client did, 503 for what all did together. */
export const notNow = (status: 429 | 503, code: ErrorCode, waitMs: number): Refusal =>
  new Refusal(status, code, { headers: { "retry-after": String(Math.max(1, Math.ceil(waitMs / 1_000))) } });

/** What Fastify refuses by itself, under our codes. Its words are not passed on: some repeat what was sent. */
const codesOfStatus: Record<number, ErrorCode> = {
  404: "NOT_FOUND",
  408: "REQUEST_TIMEOUT",
  413: "BODY_TOO_LARGE",
  415: "MEDIA_TYPE_UNSUPPORTED",
};

function refusalOf(error: Error & { statusCode?: number }, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error;
  const outage = outageOf(error);
  if (outage) {
    request.log.warn({ requestId: request.id, code: outage }, "request failed");
    return outage === "UNAVAILABLE" ? notNow(503, outage, 1_000) : new Refusal(504, outage);
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return new Refusal(status, codesOfStatus[status] ?? "BAD_REQUEST");
  request.log.error({ requestId: request.id, err: error }, "request failed");
  return new Refusal(500, "INTERNAL");
}

/** The one answer to whatever was thrown on the way. */
export function refuseError(error: Error & { statusCode?: number }, request: FastifyRequest, reply: FastifyReply) {
  const { status, code, message, headers, problems } = refusalOf(error, request);
  const facts = factsOf(request);
  if (facts) facts.code = code;
  const errors = (problems ?? [{ message, extensions: { code } }]).map((problem) => ({
    ...problem,
    extensions: { ...problem.extensions, requestId: request.id },
  }));
  return reply
    .code(status)
    .header("x-request-id", request.id)
    .headers(status === 401 ? { "www-authenticate": "Bearer", ...headers } : headers)
    .type(`${mediaTypeFor(request.headers.accept) ?? "application/json"}; charset=utf-8`)
    .serializer((body: unknown) => JSON.stringify(body))
    .send({ errors });
}

const statusTexts: Record<number, string> = {
  400: "Bad Request",
  408: "Request Timeout",
  431: "Request Header Fields Too Large",
};

/** What Node refuses before there is a request: broken HTTP, headers too long, headers or a body that do not come to an end. */
export function refuseSocket(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy(error);
  const status = error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : error.code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
  const code = codesOfStatus[status] ?? "BAD_REQUEST";
  const requestId = randomUUID();
  const body = JSON.stringify({ errors: [{ message: errorCodes[code], extensions: { code, requestId } }] });
  socket.end(
    [
      `HTTP/1.1 ${status} ${statusTexts[status]}`,
      "content-type: application/json; charset=utf-8",
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${requestId}`,
      "connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}
