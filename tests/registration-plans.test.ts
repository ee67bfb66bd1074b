import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import { registerParticipants } from "../src/modules/platforms/registration.service.ts";
import { onPostgres, openTestDatabase, urlOf } from "./support/database.ts";
import { creditCode, newPlatform } from "./support/platforms.ts";
import { recordStatements } from "./support/statements.ts";

if (!onPostgres) console.log("SKIPPED on PGlite: what a call costs a platform that has many participants");

/** A call looks for what it names, and never at all that its platform has: not even where nobody has analyzed a table. */
describe.skipIf(!onPostgres)("registering at a platform with many participants", () => {
  let database: Database;
  let client: pg.Client;
  beforeAll(async () => {
    database = await openTestDatabase();
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database.em.getKysely());
    client = new pg.Client({ connectionString: urlOf(process.env.TEST_DATABASE_URL!, rows[0]!.name) });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.close();
  });

  it("reads rows by index, a few for each row of the call", async () => {
    const platform = await newPlatform(database);
    const store = (n: number) => ({
      ...{ name: `第${n}店`, role: "STORE", externalId: `S${n}`, creditCode: creditCode(n) },
      headOfficeCreditCode: creditCode(900_000 + (n % 7)),
    });
    const register = (from: number, count: number) => {
      const participants = Array.from({ length: count }, (_, at) => store(from + at));
      const input = { platformId: platform.platformId, participants } as unknown as Parameters<
        typeof registerParticipants
      >[2];
      return registerParticipants(database.em, platform, input, "2026-11-24");
    };
    for (let from = 0; from < 6_000; from += 2_000) await register(from, 2_000);
    const statements = await recordStatements(database, async () => {
      const { results } = await register(6_000, 100);
      expect(results.every(({ outcome }) => outcome === "CREATED")).toBe(true);
    });
    const read: Record<string, number> = {};
    const asked = statements.filter(({ sql: text }) =>
      /\binsert\b/.test(text) ? /insert into platform_event/.test(text) : /\bparticipant\b|\borganization\b/.test(text),
    );
    expect(asked.length).toBeGreaterThan(2);
    for (const { sql: text, parameters } of asked) {
      await client.query("begin");
      // The tables are small for a planner that counts their pages; a million participants would not be.
      await client.query("set local random_page_cost = 1.1");
      const { rows } = await client.query(`explain (analyze, timing off, costs off, format json) ${text}`, parameters);
      await client.query("rollback");
      count(rows[0]!["QUERY PLAN"][0].Plan);
    }
    expect(Object.keys(read).sort()).toContain("participant");
    for (const [table, rows] of Object.entries(read)) expect(rows, table).toBeLessThan(1_000);

    function count(node: { Plans?: never[] } & Record<string, unknown>): void {
      const table = node["Relation Name"] as string | undefined;
      const lost = (node["Rows Removed by Filter"] ?? 0) as number;
      if (table)
        read[table] = (read[table] ?? 0) + ((node["Actual Rows"] as number) + lost) * (node["Actual Loops"] as number);
      for (const child of node.Plans ?? []) count(child);
    }
  });
});
