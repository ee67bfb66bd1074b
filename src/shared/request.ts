import { AsyncLocalStorage } from "node:async_hooks";

/** Why a request ended before its answer: its time was up, or its caller went away. */
export class RequestEnded extends Error {
  constructor(readonly why: "TIMED_OUT" | "CALLER_GONE") {
    super(`request ended: ${why}`);
  }
}

/** What is said of a request in the log, the figures and the trace: who and what, never a value that was sent or answered. */
export interface RequestFacts {
  /** Name of the operation as the caller wrote it, and its kind; null: none was run. */
  operation: string | null;
  kind: "query" | "mutation" | "subscription" | null;
  /** Code of the first error that was answered. */
  code: string | null;
  viewer: { role: string; subject: string } | null;
}

/** One request that is being answered, as far as what runs below the door must know of it. */
export interface RunningRequest {
  /** The id that its answer and its log lines carry. */
  readonly id: string;
  readonly facts: RequestFacts;
  /** Aborted with a RequestEnded. Statements of the request then end in the database too, and no further one begins. */
  readonly signal: AbortSignal;
  /** What a single statement may take: a database that hangs is noticed by then, however long the request may be. */
  readonly statementLimit: number;
  /** Gives it this long from its beginning, for what is known to take longer; a single statement still ends by its limit, unless told. */
  allow(milliseconds: number, statementLimit?: number): void;
  /** Ends it now: its caller is gone. */
  abandon(): void;
  isAbandoned(): boolean;
  /** It was answered; nothing ends it any more. */
  answered(): void;
}

const running = new AsyncLocalStorage<RunningRequest>();

/** The request that this code runs for; undefined for jobs and commands. */
export const currentRequest = (): RunningRequest | undefined => running.getStore();

/** Runs work as part of a request: whatever it awaits and starts knows it. */
export const withinRequest = <T>(request: RunningRequest, work: () => T): T => running.run(request, work);

/** Runs work that belongs to no request, though one set it off: others wait for it too, or nobody does, so that no request may end it. */
export const outsideRequests = <T>(work: () => T): T => running.exit(work);

/** A request that began now and may take so long. */
export function beginRequest(id: string, milliseconds: number): RunningRequest {
  const began = performance.now();
  const controller = new AbortController();
  let timer: NodeJS.Timeout;
  let statementLimit = milliseconds;
  const allow = (limit: number, ofStatement = statementLimit) => {
    statementLimit = ofStatement;
    clearTimeout(timer);
    const left = Math.max(0, limit - (performance.now() - began));
    timer = setTimeout(() => controller.abort(new RequestEnded("TIMED_OUT")), left).unref();
  };
  const answered = () => clearTimeout(timer);
  const abandon = () => {
    answered();
    controller.abort(new RequestEnded("CALLER_GONE"));
  };
  const isAbandoned = () => (controller.signal.reason as RequestEnded | undefined)?.why === "CALLER_GONE";
  allow(milliseconds);
  const facts: RequestFacts = { operation: null, kind: null, code: null, viewer: null };
  return {
    id,
    facts,
    signal: controller.signal,
    get statementLimit() {
      return statementLimit;
    },
    allow,
    abandon,
    isAbandoned,
    answered,
  };
}

/**
 * A time of its own within a request, for work that can do with what it has by then. Statements that run when it is up are cancelled as they
 * are at the end of a request; the embedded database cannot be interrupted, and is asked nothing more. Null: no more time than the request has.
 */
export class TimeBudget {
  private readonly until: number;
  constructor(milliseconds: number | null) {
    this.until = milliseconds === null ? Number.POSITIVE_INFINITY : performance.now() + milliseconds;
  }

  /** What work answers; null when the time was up before, or meanwhile. */
  async spend<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.until === Number.POSITIVE_INFINITY) return work();
    const left = this.until - performance.now();
    if (left <= 0) return null;
    const outer = currentRequest();
    const own = beginRequest(outer?.id ?? "", left);
    // Of the two ends this one is to come first, or it would be taken for that of a database that hangs.
    if (!outer) own.allow(left, left + 1_000);
    const signal = outer ? AbortSignal.any([outer.signal, own.signal]) : own.signal;
    try {
      return await withinRequest(Object.create(outer ?? own, { signal: { value: signal } }) as RunningRequest, work);
    } catch (error) {
      if (own.signal.aborted && !outer?.signal.aborted) return null;
      throw error;
    } finally {
      own.answered();
    }
  }
}
