import "reflect-metadata";
import { Command } from "commander";
import { sql } from "kysely";
import { openPostgres } from "../src/database.ts";
import { createKey } from "../src/modules/access/platform-key.service.ts";
import { creditCodeCheckCharacter } from "../src/modules/organizations/credit-code.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { platformPermissions } from "../src/shared/viewer.ts";
import { on, urlOf } from "./database.ts";
import { type Call, type Timing, time } from "./http.ts";
import { start } from "./process.ts";
import { upsertBare } from "./registration.bare.ts";

/**
 * `npm run bench:registration`: participants registered through GraphQL over HTTP, beside bare upserts of the rows that came of it, in one run
 * on one server.
 */
const options = new Command("bench:registration")
  .option("--rows <n>", "participants in all", "50000")
  .option("--call <n>", "participants a call", "500")
  .option("--connections <n>", "calls at once, for both: enough to keep the server busy", "8")
  .option("--rounds <n>", "how often, each in databases of its own", "3")
  .parse()
  .opts<{ rows: string; call: string; connections: string; rounds: string }>();
const server =
  process.env.BENCH_DATABASE_URL ?? process.env.DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
const [rows, size, connections] = [Number(options.rows), Number(options.call), Number(options.connections)];
const calls = Math.ceil(rows / size);
const mutation = `mutation ($input: RegisterParticipantsInput!) { registerParticipants(input: $input) {
  counts { outcome count } results { index outcome organization { id } participation { id } errors { code } } userErrors { code } } }`;

for (let round = 1; round <= Number(options.rounds); round += 1) {
  const names = [`bench_registration_${process.pid}`, `bench_registration_bare_${process.pid}`] as const;
  const [ours, bare] = names.map((name) => urlOf(server, name)) as [string, string];
  try {
    for (const name of names) await on(server, (client) => client.query(`create database ${name}`));
    const { platformId, key } = await makePlatform(ours);
    await (await openPostgres(bare)).close();
    // The platform itself stands on both sides before.
    await on(bare, (client) =>
      client.query(`insert into entity (id, type, name) overriding system value values (${platformId}, 'SCENARIO_PLATFORM', 'bench');
        insert into scenario_platform (entity_id, scenario, roles) values (${platformId}, 'PHARMACY', array['STORE'])`),
    );
    const graphql = await registerAll(ours, platformId, key);
    const upserts = await upsertBare(ours, bare, calls, connections);
    console.log(
      `round ${round}: ${rows} rows in calls of ${size} on ${connections} connections: GraphQL ${rate(graphql)} rows/s (median ${at(graphql, 0.5)} ms, p99 ${at(graphql, 0.99)} ms a call), ` +
        `bare ${rate(upserts)} rows/s (median ${at(upserts, 0.5)} ms), ratio ${(upserts.total / graphql.total).toFixed(2)}`,
    );
  } finally {
    for (const name of names)
      await on(server, (client) => client.query(`drop database if exists ${name} with (force)`));
  }
}

function rate({ total }: Timing): string {
  return ((rows / total) * 1_000).toFixed(0);
}
function at({ each }: Timing, part: number): string {
  const sorted = [...each].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!.toFixed(0);
}

async function makePlatform(url: string): Promise<{ platformId: string; key: string }> {
  const database = await openPostgres(url);
  try {
    const platformId = await asSystem(database.em, async (tx) => {
      const { rows } = await sql<{
        id: string;
      }>`insert into entity (type, name) values ('SCENARIO_PLATFORM', 'bench') returning id`.execute(tx.getKysely());
      await sql`insert into scenario_platform (entity_id, scenario, roles) values (${rows[0]!.id}, 'PHARMACY', array['STORE'])`.execute(
        tx.getKysely(),
      );
      return rows[0]!.id;
    });
    const actor = { kind: "system", subject: "bench" } as const;
    const input = { platformId, name: "bench", permissions: [...platformPermissions], validDays: 1 };
    const { secret } = await createKey(database.em, actor, "test", input);
    return { platformId, key: secret! };
  } finally {
    await database.close();
  }
}

async function registerAll(url: string, platformId: string, token: string): Promise<Timing> {
  const env = {
    ...process.env,
    DATABASE_URL: url,
    PORT: "0",
    JWT_SECRET: "a key for benchmarks alone, 32 characters",
    REQUESTS_PER_MINUTE: "10000000",
    COST_PER_MINUTE: "100000000000",
    REQUEST_TIMEOUT_MS: "120000",
  };
  const process_ = await start("src/main.ts", [], env, /http:\/\/127\.0\.0\.1:\d+\/graphql/);
  try {
    const drawn = Array.from({ length: calls }, (_, call): Call => {
      const participants = Array.from({ length: Math.min(size, rows - call * size) }, (_, index) =>
        participant(call * size + index),
      );
      const input = { platformId: encodeId("entity", platformId), participants, idempotencyKey: `call ${call}` };
      return { url: process_.said[0], token, body: JSON.stringify({ query: mutation, variables: { input } }) };
    });
    return await time(drawn, connections);
  } finally {
    await process_.stop();
  }
}

function participant(n: number) {
  const first = `91350500${String(n).padStart(9, "0")}`;
  return {
    creditCode: first + creditCodeCheckCharacter(first),
    name: `惠民大药房第${n}店`,
    role: "STORE",
    region: "350500",
    externalId: `S${n}`,
    since: "2026-01-01",
    observedOn: "2026-06-01",
  };
}
