import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import { openTestDatabase } from "./support/database.ts";

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
