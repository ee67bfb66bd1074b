/** A GraphQL error as the API answers it. */
export interface ApiError {
  message: string;
  path?: readonly (string | number)[];
  extensions?: { code?: string; requestId?: string };
}

/** The API refused a request as a whole, or did not answer for as long as the client was told to try. */
export class PlatformError extends Error {
  override readonly name = "PlatformError";
  /** A code of the README's table; NO_REPLY when nobody answered. */
  readonly code: string;
  /** What to name when asking the bank about it; null when nobody answered. */
  readonly requestId: string | null;
  readonly errors: readonly ApiError[];

  constructor(errors: readonly ApiError[], cause?: unknown) {
    super(errors[0]?.message ?? "The API did not answer.", { cause });
    this.code = errors[0]?.extensions?.code ?? "NO_REPLY";
    this.requestId = errors[0]?.extensions?.requestId ?? null;
    this.errors = errors;
  }
}

/** Codes after which the same request may do better: what one did too fast, what all did together, and outages. */
export const passingCodes: ReadonlySet<string> = new Set([
  "RATE_LIMITED",
  "TOO_MANY_AT_ONCE",
  "OVERLOADED",
  "UNAVAILABLE",
  "TIMED_OUT",
  "REQUEST_TIMEOUT",
  "INTERNAL",
  "IDEMPOTENCY_KEY_BUSY",
  "NO_REPLY",
]);
