import type { FastifyReply, FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import type { DoorConfig } from "../config.ts";
import { callerOf, type Viewer } from "../shared/viewer.ts";
import type { Authenticate } from "./authenticator.ts";
import { hashOf } from "./document.store.ts";
import { ExecutionSlots } from "./execution.slots.ts";
import type { Cost } from "./operation.cost.ts";
import { notNow, Refusal } from "./refusal.ts";
import { TokenBuckets } from "./token.bucket.ts";

/** What a row of a bulk mutation may cost beyond what other operations may, its result included. */
const costOfRow = 30;

/** What one server lets one client do. Servers count for themselves: ten servers let ten times as much through. */
export class ClientLimits {
  private readonly config: DoorConfig;
  private readonly requests: TokenBuckets;
  private readonly costs: TokenBuckets;
  private readonly failures: TokenBuckets;
  private readonly slots: ExecutionSlots;
  private readonly underWay = new Map<string, number>();
  private readonly streams = new Map<string, number>();
  private streamCount = 0;
  /** Hashes of tokens that were good within the last minute. */
  private readonly goodTokens = new LRUCache<string, true>({ max: 10_000, ttl: 60_000 });

  constructor(config: DoorConfig) {
    this.config = config;
    this.requests = new TokenBuckets(config.requestsPerMinute);
    this.costs = new TokenBuckets(config.costPerMinute);
    this.failures = new TokenBuckets(config.failedSignInsPerMinute);
    this.slots = new ExecutionSlots(config);
  }

  /**
   * Who asks, or 401. An address that failed too often is refused before anything is verified; callers behind the same address whose
   * token was good a moment ago are verified all the same.
   */
  async signIn(request: FastifyRequest, authenticate: Authenticate): Promise<Viewer> {
    const token = hashOf(request.headers.authorization ?? "");
    const waitMs = this.failures.wait(request.ip);
    if (waitMs > 0 && !this.goodTokens.has(token)) throw notNow(429, "RATE_LIMITED", waitMs);
    const viewer = await authenticate(request);
    if (viewer) this.goodTokens.set(token, true);
    else this.failures.take(request.ip);
    if (!viewer) throw new Refusal(401, "UNAUTHENTICATED");
    return viewer;
  }

  /** Counts a request of a client until its answer is out or its connection closed. */
  begin(viewer: Viewer, reply: FastifyReply): void {
    const client = callerOf(viewer);
    const waitMs = this.requests.take(client);
    if (waitMs > 0) throw notNow(429, "RATE_LIMITED", waitMs);
    const count = (this.underWay.get(client) ?? 0) + 1;
    if (count > this.config.clientRequests) throw notNow(429, "TOO_MANY_AT_ONCE", 1_000);
    this.underWay.set(client, count);
    reply.raw.once("close", () => {
      const left = this.underWay.get(client)! - 1;
      if (left > 0) this.underWay.set(client, left);
      else this.underWay.delete(client);
    });
  }

  /** Runs one request when its turn has come. */
  async run<T>(viewer: Viewer, reply: FastifyReply, work: () => Promise<T>): Promise<T> {
    const gone = new AbortController();
    reply.raw.once("close", () => gone.abort("gone"));
    return this.inTurn(viewer, gone.signal, work);
  }

  /** The same for a part of a stream. */
  async inTurn<T>(viewer: Viewer, isGone: AbortSignal, work: () => Promise<T>): Promise<T> {
    const runner = { client: callerOf(viewer), isMachine: viewer.kind === "platform" };
    const release = await this.slots.enter(runner, isGone);
    if (!release) throw notNow(503, "OVERLOADED", 1_000);
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** Takes what a further answer of a stream costs; answers 0, or in how many milliseconds it may be asked again. */
  pace(viewer: Viewer, { fields }: Cost): number {
    return this.costs.take(callerOf(viewer), fields);
  }

  /** Counts a stream of a client until it is closed. */
  openStream(viewer: Viewer, reply: FastifyReply): void {
    const client = callerOf(viewer);
    const count = this.streams.get(client) ?? 0;
    if (count >= this.config.clientStreams) throw notNow(429, "TOO_MANY_AT_ONCE", 1_000);
    if (this.streamCount >= this.config.streams) throw notNow(503, "OVERLOADED", 1_000);
    this.streams.set(client, count + 1);
    this.streamCount += 1;
    reply.raw.once("close", () => {
      this.streamCount -= 1;
      const left = this.streams.get(client)! - 1;
      if (left > 0) this.streams.set(client, left);
      else this.streams.delete(client);
    });
  }

  /** Takes what an operation costs from its client's allowance. */
  charge(viewer: Viewer, { fields, rows }: Cost): void {
    const limit = this.config.operationCost + rows * costOfRow;
    if (fields > limit)
      throw new Refusal(400, "QUERY_TOO_COSTLY", {
        message: `The answer could have ${fields} fields, ${limit} are allowed. Ask for smaller pages or fewer levels.`,
      });
    const waitMs = this.costs.take(callerOf(viewer), fields);
    if (waitMs > 0) throw notNow(429, "RATE_LIMITED", waitMs);
  }
}
