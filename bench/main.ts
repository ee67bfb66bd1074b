import "reflect-metadata";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { readConfig } from "../src/config.ts";
import { signDevelopmentToken } from "../src/modules/access/token.service.ts";
import { masked, type Plans } from "./bare.reply.ts";
import { makeCity } from "./database.ts";
import { type Call, post, time } from "./http.ts";
import { findStarts, notePlans, type Operation, operations, type Starts, selectionOf } from "./plans.ts";
import { start } from "./process.ts";
import { type Measured, report } from "./report.ts";

/** `npm run bench`: GraphQL beside the bare SQL of the same content, in one run, both over HTTP from processes of their own. */
const options = new Command("bench")
  .option("--keep", "keep the city, and take it again next time")
  .option("--only <operation>", Object.keys(operations).join(", "))
  .option("--requests <n>", "requests of each block", "200")
  .option("--starts <n>", "different starts of each kind", "100")
  .option("--rounds <n>", "blocks of each side, taken in turns", "5")
  .parse()
  .opts<{ keep?: boolean; only?: Operation; requests: string; rounds: string; starts: string }>();
const server =
  process.env.BENCH_DATABASE_URL ?? process.env.DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
const size = { organizations: 100_000, relationships: 650_000, hubs: [30_000, 15_000, 8_000, 4_000, 2_000, 1_000] };
const key = "a key for benchmarks alone, 32 characters";
const names = (Object.keys(operations) as Operation[]).filter((name) => !options.only || name === options.only);

console.log("drawing and loading the city: some minutes, unless it was kept");
const city = await makeCity(server, size, Boolean(options.keep));
const directory = mkdtempSync(join(tmpdir(), "partner-graph-bench-"));
try {
  const starts = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await findStarts(city.url, name, Number(options.starts))])),
  ) as Record<Operation, Starts>;
  const plans = await notePlans(city.url, key, starts);
  writeFileSync(join(directory, "plans.json"), JSON.stringify(plans));

  const config = readConfig({ JWT_SECRET: key });
  const token = await signDevelopmentToken(config, {
    name: "bench",
    role: "HEAD_OFFICE",
    branch: null,
    platform: null,
  });
  const env = {
    ...process.env,
    JWT_SECRET: key,
    DATABASE_URL: city.url,
    PORT: "0",
    // One client asks everything here, and faster than any limit; the bare side has none.
    REQUESTS_PER_MINUTE: "10000000",
    COST_PER_MINUTE: "100000000000",
    WALK_TIMEOUT_MS: "120000",
    REQUEST_TIMEOUT_MS: "60000",
    QUEUE_SECONDS: "60",
    BENCH_NODE_FLAGS: process.env.BENCH_NODE_FLAGS,
  };
  const ours = await start("src/main.ts", [], env, /http:\/\/127\.0\.0\.1:\d+\/graphql/);
  const bare = await start(
    "bench/bare.ts",
    [join(directory, "plans.json")],
    { ...process.env, BENCH_DATABASE_URL: city.url },
    /listening on (\d+)/,
  );
  try {
    const callOf = {
      graphql: (name: Operation, id: string): Call => ({
        url: ours.said[0],
        token,
        body: JSON.stringify({ query: selectionOf(name), variables: operations[name](id) }),
      }),
      bare: (name: Operation, id: string): Call => ({
        url: `http://127.0.0.1:${bare.said[1]}/`,
        body: JSON.stringify({ operation: name, id }),
      }),
    };
    const measured: Measured[] = [];
    for (const name of names) {
      for (const from of ["random", "hub"] as const) {
        const ids = starts[name][from];
        await sameBytes(ids.map((id) => [callOf.graphql(name, id), callOf.bare(name, id)]));
        for (const connections of [1, 10]) {
          const count = Number(options.requests);
          const calls = (side: "graphql" | "bare") =>
            Array.from({ length: count }, (_, at) => callOf[side](name, ids[at % ids.length]!));
          // Once for nothing, then in turns, so that whatever else the machine does meets both.
          for (const side of ["graphql", "bare"] as const) await time(calls(side), connections);
          const row: Measured = {
            name,
            from,
            connections,
            statements: median(plans, name, ids),
            graphql: [],
            bare: [],
          };
          for (let round = 0; round < Number(options.rounds); round++)
            for (const side of ["graphql", "bare"] as const) row[side].push(await time(calls(side), connections));
          measured.push(row);
          console.error(report([row]));
        }
      }
    }
    console.log(report(measured));
  } finally {
    await bare.stop();
    await ours.stop();
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
  await city.release();
}

/** Both sides must say the same, byte for byte; only the tokens of masked persons are the server's own. */
async function sameBytes(pairs: [Call, Call][]): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  for (const [ours, bare] of pairs) {
    const [a, b] = [await post(agent, ours), await post(agent, bare)];
    if (a.replace(/masked-[\w-]{22}/g, masked) !== b) {
      const at = [...a].findIndex((character, place) => character !== b[place]);
      throw new Error(
        `different answers for ${bare.body}: …${a.slice(at - 100, at + 200)}… and …${b.slice(at - 100, at + 200)}…`,
      );
    }
  }
  agent.destroy();
}

function median(plans: Plans, name: Operation, ids: readonly string[]): number {
  const counts = ids.map((id) => plans[name]![id]!.statements.length).sort((a, b) => a - b);
  return counts[Math.floor(counts.length / 2)]!;
}
