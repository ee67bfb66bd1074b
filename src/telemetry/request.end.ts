import { createHash } from "node:crypto";
import type { FastifyBaseLogger } from "fastify";
import type { RunningRequest } from "../shared/request.ts";
import type { Metrics } from "./metrics.ts";

/** Told of each request when it is over: the status that was sent (499: nobody was there to take it), and how long it took. */
export type RequestEnd = (request: RunningRequest, status: number, milliseconds: number) => void;

/**
 * One line a request, and its figures. Who asked stands there as role and as a digest of the subject, which tells callers apart and names
 * none; what was sent or answered does not stand there at all.
 */
export const requestEnd =
  (log: FastifyBaseLogger, metrics: Metrics | null): RequestEnd =>
  ({ id, facts }, status, milliseconds) => {
    const { operation, kind, code, viewer } = facts;
    metrics?.requestEnded(facts, status, milliseconds / 1_000);
    log.info(
      {
        requestId: id,
        role: viewer?.role,
        subject: viewer ? digest(viewer.subject) : undefined,
        operation: operation === null ? undefined : operationName(operation),
        kind: kind ?? undefined,
        status,
        ms: Math.round(milliseconds),
        code: code ?? undefined,
      },
      "request",
    );
  };

const digest = (subject: string) => createHash("sha256").update(subject).digest("base64url").slice(0, 12);

/** A GraphQL name has no value in it, unless somebody puts one there: digits in a row are left out. */
const operationName = (name: string) => name.slice(0, 80).replace(/\d{5,}/g, "#");
