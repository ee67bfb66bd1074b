import { createServer, type Server } from "node:http";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import { loggable } from "../src/telemetry/loggable.ts";
import { createMetrics } from "../src/telemetry/metrics.ts";
import { statementText } from "../src/telemetry/statement.text.ts";
import { canaries, canaryLines } from "./support/canary.ts";
import { freePort } from "./support/cluster.ts";
import { onPostgres, openTestDatabase, urlOf } from "./support/database.ts";
import { type Service, startService, tokenFor } from "./support/service.ts";

describe("what may be told", () => {
  it.each([
    ["set_config('app.branch', '12', true)", "set_config(?, ?, true)"],
    [`insert into "a1" values ('it''s 13900001111', 42, 1.5, $2)`, `insert into "a1" values (?, ?, ?, $2)`],
    ["select 'a text that does not end", "select ?"],
  ])("of a statement: %s", (statement, told) => {
    expect(statementText(statement)).toBe(told);
  });

  it("of an error: its name, its code and where it happened", () => {
    const error = Object.assign(new Error(`duplicate key (${canaries[0]})\n    at ${canaries[0]} in the value`), {
      code: "23505",
    });
    const told = loggable(error);
    expect(told).toMatchObject({ type: "Error", code: "23505", message: "" });
    expect(told.stack).toContain("telemetry.test.ts");
    expect(canaryLines(JSON.stringify(told))).toEqual([]);
    expect(loggable(new TypeError("x is not a function")).message).toBe("x is not a function");
  });

  it("of a request in figures: names of ours, whatever callers call theirs", async () => {
    const metrics = createMetrics(new Set(["Viewer"]));
    const facts = { operation: "Viewer", kind: "query", code: null, viewer: null } as const;
    metrics.requestEnded(facts, 200, 0.01);
    for (const operation of [canaries[0], "x", "y"])
      metrics.requestEnded({ ...facts, operation, code: "NOT_FOUND" }, 200, 0.01);
    metrics.requestEnded({ ...facts, operation: null, code: "UNAVAILABLE" }, 503, 1);
    metrics.requestEnded({ ...facts, code: "TIMED_OUT" }, 499, 1);
    for (const state of ["DELIVERED", "WAITING", "WAITING", "PARKED"] as const) metrics.deliveryTried(state);
    const text = await metrics.registry.metrics();
    expect([...text.matchAll(/webhook_attempts_total\{outcome="(.*)"\} (\d+)/g)].map(([, ...one]) => one)).toEqual([
      ["delivered", "1"],
      ["failed", "2"],
      ["parked", "1"],
    ]);
    const counted = [...text.matchAll(/request_duration_seconds_count\{(.*)\} (\d+)/g)].map(
      ([, labels, count]) => `${labels} ${count}`,
    );
    expect(counted.sort()).toEqual([
      'operation="Viewer",outcome="gone" 1',
      'operation="Viewer",outcome="ok" 1',
      'operation="none",outcome="failed" 1',
      'operation="other",outcome="refused" 3',
    ]);
    expect([...text.matchAll(/refusals_total\{code="(.*)"\} (\d+)/g)].map(([, code, count]) => [code, count])).toEqual([
      ["NOT_FOUND", "3"],
      ["UNAVAILABLE", "1"],
    ]);
    expect(canaryLines(text)).toEqual([]);
  });
});

interface SpanSent {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
}

/** The real server, with everything on, told to send its traces here. */
describe.skipIf(!onPostgres)("a running server", () => {
  let database: Database;
  let collector: Server;
  let service: Service;
  let metricsPort: number;
  const bodies: string[] = [];
  beforeAll(async () => {
    database = await openTestDatabase("demo");
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database.em.getKysely());
    collector = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        bodies.push(body);
        response.writeHead(200, { "content-type": "application/json" }).end("{}");
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
    metricsPort = await freePort();
    service = await startService({
      DATABASE_URL: urlOf(process.env.TEST_DATABASE_URL!, rows[0]!.name),
      METRICS_PORT: String(metricsPort),
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as { port: number }).port}`,
    });
  });
  afterAll(async () => {
    await service.stop();
    await new Promise((resolve) => collector.close(resolve));
    await database.close();
  });

  it("leaves a line a request, figures, and a trace from HTTP down to SQL; nothing that was asked for stands in any", async () => {
    const token = await tokenFor("HEAD_OFFICE");
    const query = `query SearchOrganizations($s: String) { organizations(filter: { search: $s }, first: 2) {
      nodes { name ... on Organization { suppliers(first: 2) { nodes { id } } } } } }`;
    const [reply] = [await service.ask(token, query.replace("$s }", '$s, region: "360902" }'), { s: canaries[0] })];
    expect(reply).toMatchObject({ status: 200, codes: [] });
    expect(await service.ask(token, query, {})).toMatchObject({ status: 200, codes: [] });
    expect(await service.ask("nobody", query, {})).toMatchObject({ status: 401 });
    const figures = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    expect(figures).toContain(
      'partner_graph_request_duration_seconds_count{operation="SearchOrganizations",outcome="ok"} 2',
    );
    expect(figures).toContain('partner_graph_refusals_total{code="UNAUTHENTICATED"} 1');
    for (const name of ["sql_duration_seconds_count", "pool_connections", "pool_waiting"])
      expect(figures).toContain(`partner_graph_${name}`);
    expect(figures).toContain("nodejs_eventloop_lag_seconds");

    const leaving = new AbortController();
    const stream = await fetch(`${service.url}/graphql/stream`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ query: "subscription { events { cursor } }" }),
      signal: leaving.signal,
    });
    expect(stream.status).toBe(200);
    const streams = async () =>
      /partner_graph_event_streams (\d+)/.exec(
        await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text(),
      )?.[1];
    expect(await streams()).toBe("1");
    leaving.abort();
    await expect.poll(streams).toBe("0");

    service.process.kill("SIGTERM");
    expect(await service.ended).toBe(0);
    const lines = service
      .said()
      .split("\n")
      .filter((line) => line.includes('"msg":"request"'))
      .map((line) => JSON.parse(line))
      .filter((line) => line.kind !== "subscription");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({
      role: "HEAD_OFFICE",
      operation: "SearchOrganizations",
      kind: "query",
      status: 200,
    });
    expect(Object.keys(lines[0]).sort()).toEqual([
      "hostname",
      "kind",
      "level",
      "ms",
      "msg",
      "operation",
      "pid",
      "requestId",
      "role",
      "status",
      "subject",
      "time",
    ]);
    expect(lines[2]).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });

    const spans = bodies.flatMap((body) =>
      (JSON.parse(body).resourceSpans as { scopeSpans: { spans: SpanSent[] }[] }[]).flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap((scope) => scope.spans),
      ),
    );
    const parents = new Map(spans.map((span) => [span.spanId, span]));
    const pathOf = (span: SpanSent): string[] => {
      const parent = parents.get(span.parentSpanId ?? "");
      return [...(parent ? pathOf(parent) : []), span.name];
    };
    const paths = new Set(spans.map((span) => pathOf(span).join(" > ")));
    expect(paths).toContain("POST /graphql > Query.organizations > sql");
    expect(paths).toContain("POST /graphql > load Organization.suppliers > sql");
    expect(canaryLines(`${bodies.join("\n")}\n${service.said()}\n${figures}`)).toEqual([]);
  });
});
