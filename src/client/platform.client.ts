import { randomUUID } from "node:crypto";
import ky, { type AfterResponseHook, isForceRetryError, type KyInstance } from "ky";
import {
  CompleteCasesDocument,
  type CompleteCasesInput,
  EndParticipationsDocument,
  type EndParticipationsInput,
  type ErrorPolicy,
  PlatformEventsDocument,
  type PlatformEventsQuery,
  RecordProceedsDocument,
  type RecordProceedsInput,
  RegisterCasesDocument,
  type RegisterCasesInput,
  RegisterParticipantsDocument,
  type RegisterParticipantsInput,
  type RowOutcome,
  type TypedDocumentString,
  UpdateCasesDocument,
  type UpdateCasesInput,
  UpdateParticipantsDocument,
  type UpdateParticipantsInput,
  ViewerDocument,
} from "./gql/graphql.ts";
import { type ApiError, PlatformError, passingCodes } from "./platform.error.ts";

export { PlatformError };

export interface PlatformClientOptions {
  /** Where the API listens, e.g. https://bank.example/graphql. */
  url: string;
  /** The platform's key, pgk_… */
  key: string;
  /** How long one attempt may take, in milliseconds. */
  timeoutMs?: number;
  /** How long a request is tried in all, in milliseconds. */
  patienceMs?: number;
  /** Told of every attempt that failed and is repeated. */
  onRetry?: (error: Error, attempt: number) => void;
}

export interface BulkOptions {
  errorPolicy?: ErrorPolicy;
  /** Check and report, write nothing. */
  dryRun?: boolean;
  /** Say the same key again to get the recorded reply of a call whose answer was lost with the process; random when left out. */
  idempotencyKey?: string;
  /** Rows a call, at most 5,000. */
  rowsPerCall?: number;
}

/** What became of rows; index counts through all calls. userErrors: why a call, and all after it, did nothing. */
export interface BulkReply<Result> {
  counts: { outcome: RowOutcome; count: number }[];
  results: Result[];
  userErrors: { code: string; message: string; field: string[] | null }[];
}

type Event = PlatformEventsQuery["events"]["nodes"][number];
type Reply<T> = { data?: T | null; errors?: ApiError[] };
interface Common {
  platformId: string | number;
  errorPolicy?: ErrorPolicy;
  dryRun?: boolean;
  idempotencyKey?: string | null;
}

/** The most rows that one call takes. */
const rowLimit = 5_000;

/**
 * The API as a scenario platform uses it. Requests that got lost, met an outage or came too fast are sent again, with pauses that grow and
 * differ (Retry-After is kept to); every repeat carries the idempotency key of the first, so nothing is done twice. Methods that take rows
 * take however many, in calls of rowsPerCall, and stop at the first call that was refused as a whole: what the calls before it wrote stands.
 * REJECT_ALL holds within a call, so it takes no more rows than one. All throw PlatformError, and RangeError for options that cannot be.
 */
export class PlatformClient {
  readonly #url: string;
  readonly #http: KyInstance;
  #platformId: Promise<string> | null = null;

  constructor({ url, key, timeoutMs = 60_000, patienceMs = 900_000, onRetry }: PlatformClientOptions) {
    this.#url = url;
    this.#http = ky.create({
      headers: { authorization: `Bearer ${key}` },
      timeout: timeoutMs,
      totalTimeout: patienceMs,
      throwHttpErrors: false,
      // Patience ends it, not a number of attempts.
      retry: { limit: 1_000, methods: ["post"], backoffLimit: 30_000, jitter: true, retryOnTimeout: true },
      hooks: {
        afterResponse: [repeatWhatPasses],
        beforeRetry: [
          ({ error, retryCount }) => onRetry?.(error.cause instanceof PlatformError ? error.cause : error, retryCount),
        ],
      },
    });
  }

  /**
   * Asks one operation, of schema/operations/platform or your own. A mutation is sent again only if its input has an idempotencyKey or is a dry
   * run: whether another one was done is not known when its answer is lost.
   */
  async ask<Result, Variables extends Record<string, unknown>>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    const json = { query: document.toString(), variables };
    try {
      const response = await this.#http.post(this.#url, {
        json,
        ...(!isRepeatable(json.query, variables) && { retry: 0 }),
      });
      const { data, errors } = await response.json<Reply<Result>>();
      if (errors?.length || !data) throw new PlatformError(errors ?? []);
      return data;
    } catch (error) {
      if (error instanceof PlatformError) throw error;
      if (isForceRetryError(error) && error.cause instanceof PlatformError) throw error.cause;
      throw new PlatformError([], error);
    }
  }

  /** The platform's own id, asked once. */
  platformId(): Promise<string> {
    this.#platformId ??= this.ask(ViewerDocument, {}).then(({ viewer }) => {
      if (!viewer.platform) throw new RangeError("the key is no platform's");
      return viewer.platform.id;
    });
    this.#platformId.catch(() => {
      this.#platformId = null;
    });
    return this.#platformId;
  }

  registerParticipants(rows: RegisterParticipantsInput["participants"], options?: BulkOptions) {
    return this.#inCalls(rows, options, async (common, participants) => {
      const input: RegisterParticipantsInput = { ...common, participants };
      return (await this.ask(RegisterParticipantsDocument, { input })).registerParticipants;
    });
  }

  updateParticipants(rows: UpdateParticipantsInput["participants"], options?: BulkOptions) {
    return this.#inCalls(rows, options, async (common, participants) => {
      const input: UpdateParticipantsInput = { ...common, participants };
      return (await this.ask(UpdateParticipantsDocument, { input })).updateParticipants;
    });
  }

  endParticipations(rows: EndParticipationsInput["participations"], options?: BulkOptions) {
    return this.#inCalls(rows, options, async (common, participations) => {
      const input: EndParticipationsInput = { ...common, participations };
      return (await this.ask(EndParticipationsDocument, { input })).endParticipations;
    });
  }

  registerCases(rows: RegisterCasesInput["cases"], options?: BulkOptions) {
    return this.#inCalls(rows, options, async (common, cases) => {
      const input: RegisterCasesInput = { ...common, cases };
      return (await this.ask(RegisterCasesDocument, { input })).registerCases;
    });
  }

  updateCases(rows: UpdateCasesInput["cases"], options?: BulkOptions) {
    return this.#inCalls(rows, options, async (common, cases) => {
      const input: UpdateCasesInput = { ...common, cases };
      return (await this.ask(UpdateCasesDocument, { input })).updateCases;
    });
  }

  completeCases(rows: CompleteCasesInput["cases"], options?: BulkOptions) {
    return this.#inCalls(rows, options, async (common, cases) => {
      const input: CompleteCasesInput = { ...common, cases };
      return (await this.ask(CompleteCasesDocument, { input })).completeCases;
    });
  }

  recordProceeds(rows: RecordProceedsInput["proceeds"], options?: BulkOptions) {
    return this.#inCalls(rows, options, async (common, proceeds) => {
      const input: RecordProceedsInput = { ...common, proceeds };
      return (await this.ask(RecordProceedsDocument, { input })).recordProceeds;
    });
  }

  /**
   * Pages of what happened behind a cursor, the oldest first, until there is no more: keep the cursor together with what you did about its page,
   * and begin behind it next time. Without a cursor from the first event on.
   */
  async *events(after: string | null = null): AsyncGenerator<{ events: Event[]; cursor: string }> {
    for (let cursor = after, isMore = true; isMore; ) {
      const { nodes, pageInfo } = (await this.ask(PlatformEventsDocument, { after: cursor })).events;
      isMore = pageInfo.hasNextPage;
      if (pageInfo.endCursor === null) return;
      cursor = pageInfo.endCursor;
      yield { events: nodes, cursor };
    }
  }

  async #inCalls<Row, Result extends { index: number }>(
    rows: readonly Row[],
    { idempotencyKey = randomUUID(), rowsPerCall = rowLimit, errorPolicy, dryRun }: BulkOptions = {},
    call: (common: Common, rows: Row[]) => Promise<BulkReply<Result>>,
  ): Promise<BulkReply<Result>> {
    if (!(rowsPerCall >= 1 && rowsPerCall <= rowLimit)) throw new RangeError(`rowsPerCall is 1 to ${rowLimit}`);
    if (errorPolicy === "REJECT_ALL" && rows.length > rowsPerCall)
      throw new RangeError("REJECT_ALL takes no more rows than one call");
    const platformId = await this.platformId();
    const all: BulkReply<Result> = { counts: [], results: [], userErrors: [] };
    for (let from = 0; from < Math.max(1, rows.length); from += rowsPerCall) {
      const common = { platformId, errorPolicy, dryRun, idempotencyKey: `${idempotencyKey}/${from}` };
      const reply = await call(common, rows.slice(from, from + rowsPerCall));
      all.results.push(...reply.results.map((one) => ({ ...one, index: one.index + from })));
      all.counts = added(all.counts, reply.counts);
      all.userErrors.push(...reply.userErrors);
      if (reply.userErrors.length > 0) break;
    }
    return all;
  }
}

/** Reads the whole reply before it counts as one: a connection may break in the middle. */
const repeatWhatPasses: AfterResponseHook = async ({ response }) => {
  const wait = Number(response.headers.get("retry-after"));
  const again = (cause: unknown) =>
    ky.retry({ cause: cause as Error, ...(wait > 0 && { delay: wait * 1_000 * (1 + Math.random() / 4) }) });
  let reply: Reply<unknown>;
  try {
    reply = await response.json<Reply<unknown>>();
  } catch (error) {
    // What is no JSON and refused for good (a wrong address, most likely) does not get better.
    const isFinal =
      response.status >= 400 && response.status < 500 && response.status !== 408 && response.status !== 429;
    return isFinal ? undefined : again(new PlatformError([], error));
  }
  const problem = reply.errors?.length ? new PlatformError(reply.errors) : null;
  return problem && passingCodes.has(problem.code) ? again(problem) : undefined;
};

function isRepeatable(query: string, variables: Record<string, unknown>): boolean {
  if (!/^\s*mutation\b/m.test(query)) return true;
  const input = variables.input as { idempotencyKey?: unknown; dryRun?: unknown } | undefined;
  return Boolean(input?.idempotencyKey || input?.dryRun);
}

function added(counts: BulkReply<never>["counts"], more: BulkReply<never>["counts"]): BulkReply<never>["counts"] {
  const sums = new Map(counts.map(({ outcome, count }) => [outcome, count]));
  for (const { outcome, count } of more) sums.set(outcome, (sums.get(outcome) ?? 0) + count);
  return [...sums].map(([outcome, count]) => ({ outcome, count }));
}
