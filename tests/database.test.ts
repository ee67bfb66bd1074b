import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { indexes } from "../migrations/indexes.ts";
import type { Database } from "../src/database.ts";
import { settleIndexes } from "../src/postgres/index.settling.ts";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres, onServer, openTestDatabase, urlOf } from "./support/database.ts";

describe("database", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  it("runs statements as a role that owns nothing, so that a stray one on a private table is refused", async () => {
    const db = database.em.getKysely();
    const { rows } = await sql<{ user: string }>`select current_user as user`.execute(db);
    expect(rows[0]!.user).toBe("partner_graph_login");
    for (const table of [
      "account",
      "account_balance",
      "facility",
      "evidence_detail",
      "participant",
      "participation",
      "staff_member",
    ]) {
      await expect(sql`select 1 from ${sql.table(table)}`.execute(db)).rejects.toThrow("permission denied");
    }
  });

  it("gives ids, days and amounts as text on both drivers", async () => {
    const { rows } =
      await sql`select 9007199254740993::bigint as id, date '2026-02-28' as day, 1.50::numeric as amount`.execute(
        database.em.getKysely(),
      );
    expect(rows[0]).toEqual({ id: "9007199254740993", day: "2026-02-28", amount: "1.50" });
  });
});

describe("indexes that came or went after their tables were full", () => {
  const standing = async ({ em }: Database) =>
    (
      await sql<{ name: string; isValid: boolean }>`select c.relname as name, i.indisvalid as "isValid" from pg_index i
      join pg_class c on c.oid = i.indexrelid where c.relname = any(${[...Object.keys(indexes.late), ...indexes.retired]}) order by 1`.execute(
        em.getKysely(),
      )
    ).rows;
  const all = Object.keys(indexes.late)
    .sort()
    .map((name) => ({ name, isValid: true }));

  it("are as they should be once a database is migrated", async () => {
    const database = await openTestDatabase();
    expect(await standing(database)).toEqual(all);
    await database.close();
  });

  it.runIf(onPostgres)("and become so where a server was killed while one was built", async () => {
    const database = await openTestDatabase();
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database.em.getKysely());
    const client = new pg.Client({ connectionString: urlOf(process.env.TEST_DATABASE_URL!, rows[0]!.name) });
    await client.connect();
    try {
      await client.query("update pg_index set indisvalid = false where indexrelid = 'participant_waiting'::regclass");
      await client.query("drop index published_event_feed");
      await client.query(`create index ${indexes.retired[0]} on entity (name)`);
      expect(await settleIndexes(client, indexes)).toEqual([]);
      expect(await standing(database)).toEqual(all);
    } finally {
      await client.end();
      await database.close();
    }
  });
});

if (!onPostgres) console.log("SKIPPED on PGlite: what sessions that were lost leave of the pool");

describe.skipIf(!onPostgres)("after sessions that were lost in a transaction", () => {
  it("as many are served as before, and closing ends", async () => {
    const database = await openTestDatabase();
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database.em.getKysely());
    const url = urlOf(process.env.TEST_DATABASE_URL!, rows[0]!.name);
    const sleep = (seconds: number) =>
      asSystem(database.em, (tx) => sql`select pg_sleep(${seconds})`.execute(tx.getKysely()));
    const together = () => Promise.all(Array.from({ length: 8 }, () => sleep(0.1)));
    // The pool has eight.
    for (let round = 0; round < 2; round++) {
      const lost = Promise.allSettled(Array.from({ length: 5 }, () => sleep(30)));
      await new Promise((resolve) => setTimeout(resolve, 500));
      await onServer(
        url,
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      );
      expect((await lost).map(({ status }) => status)).toEqual(Array(5).fill("rejected"));
      await together();
    }
    await database.close();
  });
});
