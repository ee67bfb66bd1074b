import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { on } from "../bench/database.ts";
import type { ParticipantInput } from "../src/client/gql/graphql.ts";
import { PlatformClient, PlatformError } from "../src/client/platform.client.ts";
import { encodeId } from "../src/shared/ids.ts";
import { freePort } from "./support/cluster.ts";
import { onPostgres, openTestDatabase, urlOf } from "./support/database.ts";
import { creditCode, newPlatform } from "./support/platforms.ts";
import { startService, tokenFor } from "./support/service.ts";

if (!onPostgres) console.log("SKIPPED on PGlite: many callers at once on a server that is killed");

const callers = 50;
/** Rows of each caller, of which three in ten are the same organizations for all of them. STORM_ROWS=2000 is the long form. */
const rows = Number(process.env.STORM_ROWS ?? 40);
const shared = Math.round(rows * 0.3);

/** Fifty platforms register at once what overlaps; in one world the server is killed in the middle, and both come to the same. */
describe.skipIf(!onPostgres)("fifty callers at once", () => {
  it("make one organization a code, every reply is true, and a killed server changes nothing", {
    timeout: 1_200_000,
  }, async () => {
    const calm = await play(false);
    // Whom the server has no place for is told when to come back; nothing else ever fails.
    expect(calm.retries.filter((code) => code !== "OVERLOADED")).toEqual([]);
    const killed = await play(true);
    expect(killed.retries.length).toBeGreaterThan(0);
    expect(killed.state).toEqual(calm.state);
  });
});

async function play(isKilled: boolean) {
  const database = await openTestDatabase();
  try {
    const { rows: names } = await sql<{ name: string }>`select current_database() as name`.execute(
      database.em.getKysely(),
    );
    const url = urlOf(process.env.TEST_DATABASE_URL!, names[0]!.name);
    const port = await freePort();
    const settings = {
      DATABASE_URL: url,
      LOG_LEVEL: "error",
      PORT: String(port),
      // As a server of the product has them.
      SLOTS: "20",
      MACHINE_SLOTS: "8",
      QUEUE_SECONDS: "2",
    };
    const retries: string[] = [];
    const clients = await Promise.all(
      Array.from({ length: callers }, async (_, caller) => {
        const { platformId } = await newPlatform(database, `平台${caller}`);
        const key = await tokenFor("PLATFORM", { platform: encodeId("entity", platformId) });
        return new PlatformClient({
          url: `http://127.0.0.1:${port}/graphql`,
          key,
          onRetry: (error) => retries.push(error instanceof PlatformError ? error.code : error.name),
        });
      }),
    );
    let service = await startService(settings);
    try {
      const calls = clients.map((client, caller) =>
        client.registerParticipants(rowsOf(caller), {
          rowsPerCall: 500,
          idempotencyKey: `storm ${caller}`,
        }),
      );
      if (isKilled) {
        while ((await countOf(url)) < (callers * rows) / 3) await new Promise((resolve) => setTimeout(resolve, 20));
        await service.stop();
        service = await startService(settings);
      }
      for (const [caller, reply] of (await Promise.all(calls)).entries()) {
        expect(reply.userErrors).toEqual([]);
        expect(reply.counts).toEqual([{ outcome: "CREATED", count: rows }]);
        expect(reply.results.map(({ organization }) => organization!.creditCode)).toEqual(
          rowsOf(caller).map((row) => row.creditCode),
        );
      }
      const { state, organizations, codes } = await stateOf(url);
      expect([organizations, codes]).toEqual([shared + callers * (rows - shared), shared + callers * (rows - shared)]);
      expect(state).toHaveLength(callers * rows);
      return { state, retries };
    } finally {
      await service.stop();
    }
  } finally {
    await database.close();
  }
}

/** Callers spell the same organization each in its own way. */
const rowsOf = (caller: number): ParticipantInput[] =>
  Array.from({ length: rows }, (_, index) => ({
    creditCode: creditCode(index < shared ? index : 1_000 + caller * rows + index),
    name: `药房 ${index}${"（连锁）".repeat(caller % 3)}`,
    role: "STORE",
    since: "2026-01-01",
    observedOn: "2026-06-01",
  }));

async function countOf(url: string): Promise<number> {
  const { rows } = await on(url, (client) => client.query<{ count: number }>("select count(*)::int from participant"));
  return rows[0]!.count;
}

/** What stands at the end, ids apart. */
const stateOf = (url: string) =>
  on(url, async (client) => {
    await client.query("analyze");
    const { rows: state } = await client.query(
      `select f.name as platform, p.credit_code as code, p.name, n.role, n.since::text, r.kind, r.since::text as "from", r.confidence,
        (select count(*)::int from evidence e where e.relationship_id = r.id and e.withdrawn_at is null) as evidence, o.credit_code as bank
      from participation n join participant p on p.id = n.participant_id join entity f on f.id = n.platform_id
      join relationship r on r.id = n.relationship_id and r.source_id = p.entity_id and r.target_id = n.platform_id and r.withdrawn_at is null
      join organization o on o.entity_id = p.entity_id order by f.name, p.credit_code`,
    );
    const { rows } = await client.query<{ organizations: number; codes: number }>(
      "select count(*)::int as organizations, count(distinct credit_code)::int as codes from organization",
    );
    return { state, ...rows[0]! };
  });
