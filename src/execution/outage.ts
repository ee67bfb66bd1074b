import { RequestEnded } from "../shared/request.ts";

// PostgreSQL: 08 connection, 53 out of resources, 57 intervention and cancelled, 55 not available now; and the socket's own errors.
const outageCodes = /^(08|53|57|55P03|55000|ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN)/;
const outageMessages = /timeout|terminated|Connection ended|not queryable|closed/i;
/** A statement was cancelled: by the end of its request, or because it ran into the database's own limit. */
const cancelled = "57014";

/**
 * What a failure of the database is called: TIMED_OUT when the request's time was up, UNAVAILABLE when the database did not answer; null for
 * a mistake of ours.
 */
export function outageOf(error: unknown): "TIMED_OUT" | "UNAVAILABLE" | null {
  for (
    let e = error as { code?: unknown; message?: string; cause?: unknown; previous?: unknown } | undefined, depth = 0;
    e && depth < 5;
    depth++
  ) {
    if (e instanceof RequestEnded || e.code === cancelled) return "TIMED_OUT";
    if (typeof e.code === "string" && outageCodes.test(e.code)) return "UNAVAILABLE";
    if (depth === 0 && e.code === undefined && outageMessages.test(e.message ?? "")) return "UNAVAILABLE";
    e = (e.cause ?? e.previous) as typeof e;
  }
  return null;
}

/** True when the database did not answer, as against a mistake of ours. */
export const isOutage = (error: unknown): boolean => outageOf(error) !== null;
