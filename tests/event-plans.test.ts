import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "../src/context.ts";
import type { Database } from "../src/database.ts";
import { claimDeliveries, queueDeliveries } from "../src/modules/events/delivery.queue.ts";
import { findEvents } from "../src/modules/events/event.loader.ts";
import { publishAll } from "../src/modules/events/event.publisher.ts";
import { cursorOf } from "../src/modules/platforms/event.cursor.ts";
import { asSystem } from "../src/shared/session.ts";
import type { Viewer } from "../src/shared/viewer.ts";
import { onPostgres, openTestDatabase, urlOf } from "./support/database.ts";
import { newPlatform } from "./support/platforms.ts";
import { recordStatements, type Statement } from "./support/statements.ts";

if (!onPostgres) console.log("SKIPPED on PGlite: how PostgreSQL plans what is asked every second");

/** What is asked every second, or by every reader, reads no table from end to end, however much happened. */
describe.skipIf(!onPostgres)("events read by index", () => {
  let database: Database;
  let client: pg.Client;
  let machine: Viewer & { kind: "platform" };
  beforeAll(async () => {
    database = await openTestDatabase();
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database.em.getKysely());
    client = new pg.Client({ connectionString: urlOf(process.env.TEST_DATABASE_URL!, rows[0]!.name) });
    await client.connect();
    machine = await newPlatform(database);
    const other = await newPlatform(database);
    await asSystem(database.em, async (tx) => {
      const db = tx.getKysely();
      await sql`insert into webhook (platform_id, audience, name, url, status, secret, created_by)
        select ${other.platformId}::bigint, 'PLATFORM', n::text, 'https://hooks.example.com/', 'ENABLED', 'x', 'test' from generate_series(1, 3) n`.execute(
        db,
      );
      await sql`insert into platform_event (platform_id, kind, audience, data)
        select case when n % 200 = 0 then ${machine.platformId}::bigint else ${other.platformId}::bigint end, 'CASE_OPENED',
          case when n % 3 = 0 then 'BANK' else 'PLATFORM' end, '{}' from generate_series(1, 30000) n`.execute(db);
    });
    await publishAll(database.em, queueDeliveries);
    await client.query("analyze");
  }, 60_000);
  afterAll(async () => {
    await client.end();
    await database.close();
  });

  /** The tables that statements read from end to end, as the planner has it for the role that asks. */
  async function scanned(statements: readonly Statement[], role: string): Promise<string[]> {
    const found: string[] = [];
    await client.query("begin");
    await client.query(`set local role ${role}`);
    await client.query(
      "select set_config('app.platform', $1, true), set_config('app.scope', 'bank', true), set_config('random_page_cost', '1.1', true)",
      [machine.platformId],
    );
    for (const { sql: text, parameters } of statements.filter((one) =>
      /platform_event|webhook|published_event/.test(one.sql),
    )) {
      const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain ${text}`, parameters);
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      found.push(...[...plan.matchAll(/Seq Scan on (\w+)/g)].map(([, table]) => table!));
    }
    await client.query("rollback");
    return found;
  }

  it.each([
    ["a platform", "partner_graph_platform", true],
    ["the bank", "partner_graph_staff", false],
  ])("the feed of %s", async (_, role, isPlatform) => {
    const viewer: Viewer = isPlatform
      ? machine
      : { kind: "staff", subject: "h", name: "h", role: "HEAD_OFFICE", branchId: null, client: null };
    const context = { viewer, em: database.em, today: "2026-11-24", language: "en", keyMark: "test" } as Context;
    const { rows } = await asSystem(database.em, (tx) =>
      sql<{ uid: string }>`select uid from published_event where platform_id = ${machine.platformId}::bigint
        and audience = 'PLATFORM' order by position limit 1`.execute(tx.getKysely()),
    );
    const asked = {
      platformId: isPlatform ? machine.platformId : null,
      kinds: null,
      first: 50,
      after: cursorOf(rows[0]!.uid),
    };
    let count = 0;
    const statements = await recordStatements(database, async () => {
      count = (await findEvents(context, asked)).edges.length;
    });
    expect(count).toBe(50);
    expect(await scanned(statements, role)).toEqual([]);
  });

  it("publishing, and taking what is to be sent", async () => {
    const publishing = await recordStatements(database, () => publishAll(database.em, queueDeliveries));
    const claiming = await recordStatements(database, async () => {
      const claim = { holder: "h", leaseMs: 1_000, slots: 8, slotsOfWebhook: 4, running: new Map(), aheadMs: 0 };
      expect(await claimDeliveries(database.em, claim)).toHaveLength(3);
    });
    // A few webhooks are read whole, and the one row of the head.
    const small = ["webhook", "event_head", "participant", "webhook_stream"];
    const tables = await scanned([...publishing, ...claiming], "partner_graph_system");
    expect(tables.filter((table) => !small.includes(table))).toEqual([]);
  });

  it("and what is not read by an index is seen", async () => {
    const unindexed = { sql: "select count(*) from platform_event where subject = 'x'", parameters: [], written: 0 };
    expect(await scanned([unindexed], "partner_graph_system")).toEqual(["platform_event"]);
  });
});
