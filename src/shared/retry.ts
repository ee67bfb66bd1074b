import { setTimeout as pause } from "node:timers/promises";

// serialization failure, deadlock, lock not available in time, and a unique key that a writer outside our locks took first
export const lockNotAvailable = "55P03";
const passing = new Set(["40001", "40P01", lockNotAvailable, "23505"]);

/**
 * Runs a whole transaction again when the database gave it up for the sake of another one. Our writers lock in one order, so
 * this is for what else touches the same rows. The last failure is thrown as it is.
 */
export async function retrying<T>(work: () => Promise<T>, attempts = 4): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !passing.has(codeOf(error))) throw error;
      await pause(20 * attempt * (1 + Math.random()));
    }
  }
}

/** SQLSTATE of a database error, however the driver wrapped it; "" when there is none. */
export function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return code;
  return cause ? codeOf(cause) : "";
}
