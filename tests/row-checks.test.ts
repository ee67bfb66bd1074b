import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database, Em } from "../src/database.ts";
import { type SightedRelationship, writeNewRelationships } from "../src/modules/graph/new-relationship.writer.ts";
import { insertEntities } from "../src/modules/organizations/entity.writer.ts";
import { reserveIds } from "../src/shared/bulk.ts";
import { readDepartures, withoutRowChecks } from "../src/shared/row-checks.ts";
import { asSystem, asViewer } from "../src/shared/session.ts";
import { onPostgres, openTestDatabase, urlOf } from "./support/database.ts";
import { danglingReferences } from "./support/references.ts";

if (!onPostgres)
  console.log("SKIPPED on PGlite: an entity that goes while somebody writes onto it, which takes two connections");

/** What bulk writers leave to statements instead of rows must hold as the declared keys do. */
let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const roleOf = async (tx: Em) =>
  (await sql<{ role: string }>`select current_setting('session_replication_role') as role`.execute(tx.getKysely()))
    .rows[0]!.role;

async function makeFirms(count: number): Promise<string[]> {
  return asSystem(database.em, async (tx) => {
    const ids = await reserveIds(tx, "entity", count);
    const firm = (id: string) => ({
      ...{ id, type: "ORGANIZATION" as const, warnings: [] },
      now: {
        ...{ name: `厂${id}`, category: "ENTERPRISE", status: "ACTIVE", region: "350500", industry: null },
        ...{ creditCode: null, sizeClass: "SMALL" },
      },
    });
    await insertEntities(tx, ids.map(firm) as Parameters<typeof insertEntities>[1], null);
    return ids;
  });
}

const sighted = (sourceId: string, targetId: string): SightedRelationship => ({
  ...{ sourceId, targetId, kind: "SUPPLIES", role: null, since: null, until: null },
  ...{ evidenceKind: "INVOICE", reference: "R1", observedOn: "2026-01-01", amount: "1.00", currency: "CNY" },
});

const write = (tx: Em, rows: SightedRelationship[], departures?: string) =>
  writeNewRelationships(tx, rows, { source: "list", importId: null, departures }, "2026-06-01");

/** Somebody else waits for a lock in a statement that begins so. */
const waits = (watcher: pg.Client, statement: string): Promise<void> =>
  expect
    .poll(
      async () => {
        const { rows } = await watcher.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and starts_with(query, $1)`,
          [statement],
        );
        return rows.length;
      },
      { timeout: 20_000 },
    )
    .toBe(1);

async function connect(): Promise<pg.Client> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database.em.getKysely());
  const client = new pg.Client({ connectionString: urlOf(process.env.TEST_DATABASE_URL!, rows[0]!.name) });
  await client.connect();
  return client;
}

test("rows are not checked one by one inside, and are again behind it; who may not switch has them checked as ever", async () => {
  const seen = (tx: Em) => withoutRowChecks(tx, () => roleOf(tx));
  await asSystem(database.em, async (tx) => {
    expect([await seen(tx), await roleOf(tx)]).toEqual(["replica", "origin"]);
  });
  const viewer = { kind: "staff", role: "HEAD_OFFICE", branchId: null } as unknown as Parameters<typeof asViewer>[1];
  await asViewer(database.em, viewer, async (tx) => {
    expect([await seen(tx), await roleOf(tx)]).toEqual(["origin", "origin"]);
  });
});

test("every trigger on what they insert fires all the same", async () => {
  const { rows } = await sql<{ name: string; mode: string }>`select tgname as name, tgenabled as mode from pg_trigger
    where not tgisinternal and tgtype & 4 = 4 and tgrelid in ('entity'::regclass, 'organization'::regclass,
      'organization_match_key'::regclass, 'relationship'::regclass, 'evidence'::regclass, 'evidence_detail'::regclass)
    order by 1`.execute(database.em.getKysely());
  expect(rows.map(({ name, mode }) => `${name} ${mode}`)).toEqual([
    "entity_counted_insert A",
    "organization_counted_insert A",
    "organization_named A",
    // The statement itself looks for merged ends.
    "relationship_unmerged O",
  ]);
});

test("a row to an entity that is not there is refused with all of its statement, and nothing dangles", async () => {
  const ids = await makeFirms(40);
  const good = ids.slice(1).map((id) => sighted(ids[0]!, id));
  const stray = sighted(ids[0]!, "999999999999");
  await expect(asSystem(database.em, (tx) => write(tx, [...good, stray]))).rejects.toMatchObject({ code: "40001" });
  await expect(asSystem(database.em, (tx) => write(tx, [sighted("999999999999", ids[0]!)]))).rejects.toThrow();
  const count = async () =>
    (await sql<{ count: string }>`select count(*) as count from relationship`.execute(database.em.getKysely())).rows[0]!
      .count;
  const before = await count();
  // One to itself, and one named by many.
  const written = await asSystem(database.em, (tx) => write(tx, [...good, sighted(ids[3]!, ids[3]!)]));
  expect(written.size).toBe(40);
  expect(Number(await count()) - Number(before)).toBe(40);
  expect(await danglingReferences(database.em)).toEqual([]);
  expect(
    await asSystem(database.em, (tx) => sql`delete from entity where id = ${ids[5]!}`.execute(tx.getKysely())).catch(
      (error) => error,
    ),
  ).toMatchObject({
    code: "23503",
  });
});

test("ends that were looked up are not looked at again, but when one has gone or was merged since", async () => {
  const [hub, gone, merged, kept, other] = (await makeFirms(5)) as [string, string, string, string, string];
  const run = (statement: ReturnType<typeof sql>) => asSystem(database.em, (tx) => statement.execute(tx.getKysely()));
  const departures = () => asSystem(database.em, readDepartures);
  const first = await departures();
  expect((await asSystem(database.em, (tx) => write(tx, [sighted(hub, kept)], first))).size).toBe(1);
  for (const table of ["organization_match_key", "organization"])
    await run(sql`delete from ${sql.table(table)} where entity_id = ${gone}`);
  await run(sql`delete from entity where id = ${gone}`);
  const refused = { code: "40001" };
  await expect(asSystem(database.em, (tx) => write(tx, [sighted(hub, gone)], first))).rejects.toMatchObject(refused);
  const second = await departures();
  expect(second).not.toBe(first);
  await run(sql`update entity set merged_into = ${kept} where id = ${merged}`);
  await expect(asSystem(database.em, (tx) => write(tx, [sighted(hub, merged)], second))).rejects.toMatchObject(refused);
  // Of those that stand the old count keeps none back: they are looked at again.
  expect((await asSystem(database.em, (tx) => write(tx, [sighted(hub, other)], first))).size).toBe(1);
  // Nothing counts that was undone.
  const third = await departures();
  await asSystem(database.em, async (tx) => {
    await sql`update entity set merged_into = null where id = ${merged}`.execute(tx.getKysely());
    throw new Error("undone");
  }).catch(() => {});
  expect(await departures()).toBe(third);
  expect(await danglingReferences(database.em)).toEqual([]);
});

test.runIf(onPostgres)("an entity that goes meanwhile waits for the writer, or the writer for it", async () => {
  const [hub, kept, gone] = (await makeFirms(3)) as [string, string, string];
  await asSystem(database.em, async (tx) => {
    for (const table of ["organization_match_key", "organization"])
      await sql`delete from ${sql.table(table)} where entity_id in (${kept}, ${gone})`.execute(tx.getKysely());
  });
  const [other, watcher] = [await connect(), await connect()];
  try {
    await other.query("set lock_timeout = '20s'");
    // The writer first: whoever deletes waits, and is refused by the declared key.
    let deleting: Promise<unknown> = Promise.resolve();
    await asSystem(database.em, async (tx) => {
      await write(tx, [sighted(hub, kept)]);
      deleting = other.query(`delete from entity where id = ${kept}`).catch((error) => error);
      await waits(watcher, "delete from entity");
    });
    expect(await deleting).toMatchObject({ code: "23503" });

    // Whoever deletes first: the writer waits, and begins again.
    await other.query("begin");
    await other.query(`delete from entity where id = ${gone}`);
    const writing = asSystem(database.em, (tx) => write(tx, [sighted(hub, gone)])).catch((error) => error);
    await waits(watcher, "select set_config('session_replication_role'");
    await other.query("commit");
    expect(await writing).toMatchObject({ code: "40001" });
    expect(await danglingReferences(database.em)).toEqual([]);
  } finally {
    await Promise.all([other.end(), watcher.end()]);
  }
});
