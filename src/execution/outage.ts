// PostgreSQL: 08 connection, 53 out of resources, 57 intervention and cancelled, 55 not available now; and the socket's own errors.
const outageCodes = /^(08|53|57|55P03|55000|ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN)/;
const outageMessages = /timeout|terminated|Connection ended|not queryable|closed/i;

/** True when the database did not answer, as against a mistake of ours. */
export function isOutage(error: unknown): boolean {
  for (
    let e = error as { code?: unknown; message?: string; cause?: unknown; previous?: unknown } | undefined, depth = 0;
    e && depth < 5;
    depth++
  ) {
    if (typeof e.code === "string" && outageCodes.test(e.code)) return true;
    if (depth === 0 && e.code === undefined && outageMessages.test(e.message ?? "")) return true;
    e = (e.cause ?? e.previous) as typeof e;
  }
  return false;
}
