import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { Worker } from "node:worker_threads";
import Table from "cli-table3";
import { SignJWT } from "jose";
import { on } from "../bench/database.ts";
import { post } from "../bench/http.ts";
import { start } from "../bench/process.ts";
import { loadDemo } from "../seeds/load-demo.ts";
import { openPostgres } from "../src/database.ts";
import { today } from "../src/shared/day.ts";
import { hostileDocuments } from "../tests/support/hostile.documents.ts";
import type { HostileTally, HostileWork } from "./hostile.worker.ts";

const secret = "a key for drills alone, of 32 characters";
const server = new URL(process.env.DRILL_DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/postgres");
const name = `partner_graph_drill_${process.pid}`;
const database = new URL(server);
database.pathname = `/${name}`;

const tokenOf = (subject: string, claims: Record<string, string>) =>
  new SignJWT({ name: subject, ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(subject)
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(secret));
const manager = (subject: string) => tokenOf(subject, { role: "RELATIONSHIP_MANAGER", branch: "B02" });
const memoryOf = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024;

interface Waited {
  p50: number;
  p99: number;
  max: number;
  count: number;
}

/** An honest caller with a card and a search in turns, until the work beside it is done. */
async function honest(url: string, token: string, beside: Promise<unknown>): Promise<Waited> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const operation = (file: string) => readFileSync(`schema/operations/${file}.graphql`, "utf8");
  const bodies = [
    { query: operation("SearchOrganizations"), variables: { filter: { search: "医药" }, first: 10 } },
    { query: operation("Platforms"), variables: {} },
  ].map((body) => JSON.stringify(body));
  const waited: number[] = [];
  let isOver = false;
  void beside.finally(() => {
    isOver = true;
  });
  for (let i = 0; !isOver; i++) {
    const before = performance.now();
    await post(agent, { url, token, body: bodies[i % bodies.length]! });
    waited.push(performance.now() - before);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  agent.destroy();
  waited.sort((a, b) => a - b);
  const at = (part: number) => waited[Math.min(waited.length - 1, Math.floor(waited.length * part))]!;
  return { p50: at(0.5), p99: at(0.99), max: waited.at(-1)!, count: waited.length };
}

const hostile = (workerData: HostileWork): Promise<HostileTally> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./hostile.worker.ts", import.meta.url), { workerData });
    worker.once("message", resolve);
    worker.once("error", reject);
  });

/**
 * The front door under fire: how long an honest caller waits alone, while each hostile request is sent over and over, while two hundred are
 * under way at once, and while another client asks at ten times its limit; and what the server's memory does meanwhile. The real server
 * with its own settings, on PostgreSQL (DRILL_DATABASE_URL), in a database of the drill with the demo network.
 */
export async function doorDrill(): Promise<void> {
  await on(server.href, (client) => client.query(`create database ${name}`));
  try {
    const opened = await openPostgres(database.href);
    await loadDemo(opened.em, today());
    await opened.close();
    await on(database.href, (client) => client.query("vacuum analyze"));
    const env = { ...process.env, DATABASE_URL: database.href, PORT: "0", JWT_SECRET: secret, LOG_LEVEL: "error" };
    const running = await start("src/main.ts", [], env, /http:\/\/127\.0\.0\.1:\d+\/graphql/);
    const url = running.said[0];
    // Always the same: an address that sent bad tokens is still open to those that were good before.
    const honestToken = await manager("honest");
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const table = new Table({
      head: ["while", "p50 ms", "p99 ms", "max ms", "honest", "hostile answers", "MB"],
      style: { head: [], border: [] },
    });
    const measure = async (what: string, beside: () => Promise<HostileTally>) => {
      const under = beside();
      const { p50, p99, max, count } = await honest(url, honestToken, under);
      const tally = Object.entries(await under).map(([status, times]) => `${status}: ${times}`);
      const times = [p50, p99, max].map((ms) => ms.toFixed(1));
      table.push([what, ...times, count, tally.join(", "), memoryOf(running.pid).toFixed(0)]);
      await pause(200);
    };
    try {
      const head = await tokenOf("head", { role: "HEAD_OFFICE" });
      const ask = async (query: string, token = head) =>
        JSON.parse(await post(new Agent(), { url, token, body: JSON.stringify({ query }) })).data;
      const { platforms } = await ask("{ platforms(scenario: PHARMACY) { nodes { id } } }");
      const platform = await tokenOf("machine", { role: "PLATFORM", platform: platforms.nodes[0].id });
      const documents = Object.entries(hostileDocuments).map(
        ([what, { query }]) => [what, JSON.stringify({ query })] as const,
      );
      const rows = (row: object, count: number) =>
        JSON.stringify({
          query: "mutation ($i: RegisterParticipantsInput!) { registerParticipants(input: $i) { counts { count } } }",
          variables: {
            i: {
              platformId: platforms.nodes[0].id,
              dryRun: true,
              participants: Array.from({ length: count }, () => row),
            },
          },
        });
      const ids = (text: string) =>
        `{"query":"query ($ids: [ID!]!) { nodes(ids: $ids) { id } }","variables":{"ids":${text}}}`;
      const bodies: [string, string, string][] = [
        ...documents.map(([what, body]): [string, string, string] => [what, body, ""]),
        ["brackets in variables", ids(`${"[".repeat(50_000)}${"]".repeat(50_000)}`), ""],
        ["half an object", `{"query":"${"x".repeat(100_000)}`, ""],
        ["a body too large", ids(`["${"x".repeat(400_000)}"]`), ""],
        ["5,000 bad rows", rows({ name: 5 }, 5_000), platform],
        ["a name of 18 MB", rows({ name: "x".repeat(18_000_000), role: "STORE" }, 1), platform],
      ];
      const once = { url, connections: 1, perSecond: 0, milliseconds: 1_500 };
      // A warm server: nobody's first request is measured.
      await honest(url, honestToken, pause(3_000));
      const began = memoryOf(running.pid);
      await measure("nothing else", async () => pause(3_000).then(() => ({})));
      for (const [what, body, token] of bodies) {
        const tokens = [token || (await manager(`hostile ${what}`))];
        await measure(what, () => hostile({ ...once, tokens, bodies: [body] }));
      }
      const all = documents.map(([, body]) => body);
      const flood = { url, bodies: all, connections: 200, perSecond: 0, milliseconds: 5_000 };
      const one = [await manager("hostile alone")];
      const many = await Promise.all(Array.from({ length: 20 }, (_, i) => manager(`hostile ${i}`)));
      await measure("200 at once of one client", () => hostile({ ...flood, tokens: one }));
      await measure("200 at once of 20 clients", () => hostile({ ...flood, tokens: many }));
      await measure("nothing else, again", async () => pause(3_000).then(() => ({})));
      const page = JSON.stringify({ query: "{ organizations(first: 20) { totalCount nodes { id name } } }" });
      // 3,000 a minute are allowed; 50 connections with ten a second each ask for 30,000.
      const tenfold = { url, bodies: [page], connections: 50, perSecond: 10, milliseconds: 15_000 };
      await measure("one at ten times its limit", async () =>
        hostile({ ...tenfold, tokens: [await manager("eager")] }),
      );
      await measure("tokens that are none", () =>
        hostile({ ...once, connections: 20, tokens: ["x".repeat(500)], bodies: ["{}"] }),
      );
      await pause(3_000);
      console.log(table.toString());
      console.log(`memory: ${began.toFixed(0)} MB before, ${memoryOf(running.pid).toFixed(0)} MB after`);
    } finally {
      await running.stop();
    }
  } finally {
    await on(server.href, (client) => client.query(`drop database if exists ${name} with (force)`));
  }
}
