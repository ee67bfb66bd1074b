import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
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
