import { readdirSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { serveMetrics } from "./metrics.server.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { statementObserver } from "./statements.ts";
import { startTracing } from "./tracing.ts";

/** What is measured of a running server; what is not asked for is null and costs nothing. */
export interface Telemetry {
  metrics: Metrics | null;
  observe: ReturnType<typeof statementObserver> | undefined;
  /** Opens the port that Prometheus reads, when there is one. */
  listen(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTelemetry({ metrics: place, tracesTo }: Config): Promise<Telemetry> {
  const stopTracing = tracesTo === null ? null : await startTracing(tracesTo);
  const metrics = place && createMetrics(shippedOperations());
  let server: Server | undefined;
  return {
    metrics,
    observe: metrics || stopTracing ? statementObserver(metrics) : undefined,
    listen: async () => {
      if (metrics && place) server = await serveMetrics(metrics.registry, place);
    },
    stop: async () => {
      server?.close();
      await stopTracing?.();
    },
  };
}

/** Names of the operations in schema/operations: a file has one, of its own name. */
const shippedOperations = (): ReadonlySet<string> =>
  new Set(
    readdirSync(join(import.meta.dirname, "../../schema/operations"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".graphql"))
      .map((file) => file.replace(/^.*\//, "").replace(/\.graphql$/, "")),
  );
