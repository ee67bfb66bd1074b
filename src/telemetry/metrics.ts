import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { RequestFacts } from "../shared/request.ts";

/** How busy the connections of the database are. */
export interface Load {
  inUse: number;
  idle: number;
  waiting: number;
}

/** What Prometheus reads. Labels come from lists of ours alone (operations that we ship, codes that we answer), so that nobody can add one. */
export interface Metrics {
  registry: Registry;
  requestEnded(facts: RequestFacts, status: number, seconds: number): void;
  statementEnded(seconds: number, failed: boolean): void;
  /** An attempt to deliver an event to a webhook is over: it was taken, it waits for the next one, or it is given up. */
  deliveryTried(state: "DELIVERED" | "WAITING" | "PARKED"): void;
  /** Who is asked for the pool's figures, each time that somebody reads. */
  watch(load: () => Load): void;
  /** As much for the streams of events that are open. */
  watchStreams(count: () => number): void;
}

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** `operations`: the names that are counted by name; every other one is "other". */
export function createMetrics(operations: ReadonlySet<string>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "partner_graph_request_duration_seconds",
    help: "Time from a request's headers to its answer, by operation (those of schema/operations; else other) and outcome.",
    labelNames: ["operation", "outcome"] as const,
    buckets,
    registers,
  });
  const refusals = new Counter({
    name: "partner_graph_refusals_total",
    help: "Requests answered with an error, by the code of the first.",
    labelNames: ["code"] as const,
    registers,
  });
  const statements = new Histogram({
    name: "partner_graph_sql_duration_seconds",
    help: "Time of one SQL statement as the server sees it, by outcome.",
    labelNames: ["outcome"] as const,
    buckets,
    registers,
  });
  const attempts = new Counter({
    name: "partner_graph_webhook_attempts_total",
    help: "Attempts to deliver an event to a webhook, by outcome; parked: it failed and was given up.",
    labelNames: ["outcome"] as const,
    registers,
  });
  return {
    registry,
    requestEnded: ({ operation, code }, status, seconds) => {
      const outcome = outcomeOf(status, code);
      const known = operation === null ? "none" : operations.has(operation) ? operation : "other";
      requests.observe({ operation: known, outcome }, seconds);
      if (code !== null && outcome !== "gone") refusals.inc({ code });
    },
    statementEnded: (seconds, failed) => statements.observe({ outcome: failed ? "failed" : "ok" }, seconds),
    deliveryTried: (state) => attempts.inc({ outcome: attemptOutcomes[state] }),
    watch: (load) => watchPool(registry, load),
    watchStreams: (count) => {
      new Gauge({
        name: "partner_graph_event_streams",
        help: "Streams of events that are open.",
        registers,
        collect() {
          this.set(count());
        },
      });
    },
  };
}

const attemptOutcomes = { DELIVERED: "delivered", WAITING: "failed", PARKED: "parked" } as const;

const outcomeOf = (status: number, code: string | null) =>
  status === 499 ? "gone" : status >= 500 ? "failed" : code !== null || status >= 400 ? "refused" : "ok";

function watchPool(registry: Registry, load: () => Load): void {
  const registers = [registry];
  new Gauge({
    name: "partner_graph_pool_connections",
    help: "Connections of the database pool, in use and idle.",
    labelNames: ["state"] as const,
    registers,
    collect() {
      const { inUse, idle } = load();
      this.set({ state: "in_use" }, inUse);
      this.set({ state: "idle" }, idle);
    },
  });
  new Gauge({
    name: "partner_graph_pool_waiting",
    help: "Requests that wait for a connection.",
    registers,
    collect() {
      this.set(load().waiting);
    },
  });
}
