import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rollTo } from "../src/daily.ts";
import type { Database } from "../src/database.ts";
import { asSystem } from "../src/shared/session.ts";
import { openTestDatabase } from "./support/database.ts";
import { DEMO_DAY } from "./support/demo-day.ts";

describe("the daily roll", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase("demo");
  });
  afterAll(() => database.close());

  const later = "2027-06-30";
  const stored = () =>
    asSystem(database.em, async (tx) => {
      const { rows } =
        await sql`select id, base_amount, annual_amounts, confidence, last_observed_on from relationship order by id`.execute(
          tx.getKysely(),
        );
      return rows;
    });
  const computed = (day: string) =>
    asSystem(database.em, async (tx) => {
      const { rows } =
        await sql`select v.relationship_id as id, v.base_amount::numeric(24, 2), v.annual_amounts, v.confidence, v.last_observed_on
        from relationship_values(array(select id from relationship), ${day}::date) v order by v.relationship_id`.execute(
          tx.getKysely(),
        );
      return rows;
    });

  it("finds stored values equal to those computed from the evidence, before and after a day has passed", async () => {
    expect(await stored()).toEqual(await computed(DEMO_DAY));
    expect(await stored()).not.toEqual(await computed(later));
    expect(await rollTo(database.em, later)).toBe(true);
    expect(await stored()).toEqual(await computed(later));
  });

  it("moves today's copy of who is a client when a period ends or begins", async () => {
    await asSystem(database.em, async (tx) => {
      const db = tx.getKysely();
      await sql`update client_period set until = '2027-12-01' where entity_id = (select min(id) from entity where is_client)`.execute(
        db,
      );
      await sql`insert into client_period (entity_id, since) select min(id), '2027-12-01' from entity where not is_client and type = 'ORGANIZATION'`.execute(
        db,
      );
    });
    const clients = () =>
      asSystem(database.em, async (tx) =>
        (await sql<{ id: string }>`select id from entity where is_client order by id`.execute(tx.getKysely())).rows.map(
          (row) => row.id,
        ),
      );
    const before = await clients();
    await rollTo(database.em, "2027-12-01");
    const after = await clients();
    expect(before.filter((id) => !after.includes(id))).toHaveLength(1);
    expect(after.filter((id) => !before.includes(id))).toHaveLength(1);
  });

  it("does a day once, and never goes back", async () => {
    expect(await rollTo(database.em, "2027-12-01")).toBe(false);
    expect(await rollTo(database.em, DEMO_DAY)).toBe(false);
  });
});
