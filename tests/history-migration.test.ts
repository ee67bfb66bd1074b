import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { migrations } from "../migrations/index.ts";
import { pgliteExtensions, pgliteParsers } from "../src/database.ts";

// What stood when histories began to be kept: everything up to that migration, some rows, then the migration itself.
let database: PGlite;
beforeAll(async () => {
  database = await PGlite.create({ extensions: pgliteExtensions, parsers: pgliteParsers });
  await migrate((name) => name < "018");
  await database.exec(`
    insert into entity (id, type, category, name) values (1, 'ORGANIZATION', 'ENTERPRISE', 'a'), (2, 'ORGANIZATION', 'ENTERPRISE', 'b');
    insert into relationship (id, kind, source_id, target_id, recorded_at, withdrawn_at) values
      (1, 'SUPPLIES', 1, 2, '2025-01-01Z', '2025-06-01Z'), (2, 'SUPPLIES', 1, 2, '2025-03-01Z', null), (3, 'OWNS', 1, 2, '2025-03-01Z', '2025-03-01Z');
    insert into evidence (id, relationship_id, kind, source, asserted_by, recorded_at, withdrawn_at, observed_on) values
      (1, 1, 'BILL', 'x', null, '2025-01-01Z', '2025-06-01Z', '2025-01-01'),
      (2, 2, 'BILL', 'x', 'registry', '2025-03-01Z', null, '2025-03-01'), (3, 2, 'BILL', 'y', 'registry', '2025-03-01Z', null, '2025-03-01');
    insert into branch (id, code, name) values (1, 'B01', 'one');
    insert into account (id, number, holder_id, branch_id, type, opened_on, recorded_at, withdrawn_at) values
      (1, 'n', 1, 1, 'BASIC', '2020-01-01', '2025-01-01Z', '2025-06-01Z');
    insert into client_period (entity_id, since, recorded_at, withdrawn_at) values (1, '2020-01-01', '2025-01-01Z', '2025-06-01Z');
    insert into rolled_day (day) values ('2026-01-01')`);
  await migrate((name) => name >= "018");
});
afterAll(() => database.close());

async function migrate(isDue: (name: string) => boolean): Promise<void> {
  for (const Made of migrations) {
    const migration = new Made(undefined as never, undefined as never);
    if (!isDue(migration.name!)) continue;
    await migration.up();
    await database.exec(
      `begin; ${migration
        .getQueries()
        .map((query) => `${String(query).trim().replace(/;$/, "")};`)
        .join("\n")} commit`,
    );
  }
}

const known = async (view: string, columns: string, at: string) =>
  (
    await database.query(
      `select ${columns} from ${view} where withdrawn_at is null and known_from <= '${at}' and known_to > '${at}' order by 1`,
    )
  ).rows;

it("knows what was withdrawn before, as long as it stood", async () => {
  expect(await known("relationship_history", "id", "2024-12-31Z")).toEqual([]);
  expect(await known("relationship_history", "id", "2025-02-01Z")).toEqual([{ id: "1" }]);
  expect(await known("relationship_history", "id", "2025-04-01Z")).toEqual([{ id: "1" }, { id: "2" }]);
  expect(await known("relationship_history", "id", "2025-06-01Z")).toEqual([{ id: "2" }]);
  expect(await known("evidence_history", "id", "2025-02-01Z")).toEqual([{ id: "1" }]);
  expect(await known("evidence_history", "id", "2025-07-01Z")).toEqual([{ id: "2" }, { id: "3" }]);
  for (const view of ["account_history", "client_period_history"]) {
    expect(await known(view, "true as one", "2025-02-01Z")).toEqual([{ one: true }]);
    expect(await known(view, "true as one", "2025-06-01Z")).toEqual([]);
  }
});

it("counts those who repeat one who asserts as one, and rolls today again", async () => {
  const values = async (instant: string) =>
    (
      await database.query(
        `select relationship_id, confidence from relationship_values('{1,2}', '2025-03-01'${instant}) order by 1`,
      )
    ).rows;
  expect(await values("")).toEqual([
    { relationship_id: "1", confidence: 0.5 },
    { relationship_id: "2", confidence: 0.95 },
  ]);
  expect(await values(", '2025-02-01Z'")).toEqual([{ relationship_id: "1", confidence: expect.closeTo(0.898, 2) }]);
  expect((await database.query("select day from rolled_day")).rows).toEqual([{ day: "2025-12-31" }]);
});
