import { type RawBuilder, sql } from "kysely";
import type { Em } from "../../database.ts";
import { rowSet } from "../../shared/bulk.ts";
import { Pace } from "../../shared/pace.ts";
import { asSystem } from "../../shared/session.ts";
import { completeMatchKeys, type KeyedName } from "./match-key.service.ts";
import { type NameKeys, nameKeys } from "./name.keys.ts";

/** Few enough that the embedded database is not held for long, enough that keys of one slice share pages of the index. */
const atOnce = 2_000;

/** Makes the keys of names that wait for them, all of them; answers how many organizations were looked at. */
export async function keepNames(em: Em): Promise<number> {
  let kept = 0;
  for (;;) {
    const count = await asSystem(em, keepSlice);
    if (count === null) return kept;
    kept += count;
  }
}

interface Range {
  id: string;
  first: string;
  last: string;
}

/** The first organizations of the queue, a thousand renamings as well as the beginning of a long list; null when there are none, or others have them all. */
export async function keepSlice(tx: Em): Promise<number | null> {
  const db = tx.getKysely();
  const { rows: waiting } = await sql<Range>`
    select id, first_id as first, last_id as last from name_pending order by id limit ${atOnce} for update skip locked`.execute(
    db,
  );
  const ranges = firstOf(waiting);
  if (ranges.length === 0) return null;
  const { rows } = await sql<KeyedName>`select e.id, e.name, e.region from organization o
    cross join lateral (select * from entity e where e.id = o.entity_id and e.merged_into is null limit 1) e
    where ${within(ranges)} order by o.entity_id limit ${atOnce}`.execute(db);
  const made = await writeNames(tx, rows);
  const weakOf = new Map(made.map(({ entityId, name, weak }) => [`${entityId} ${name}`, weak]));
  const keyed = rows.flatMap(({ id, name, region }) => {
    const weak = weakOf.get(`${id} ${name}`);
    return weak === undefined ? [] : [{ id, weak, region }];
  });
  await completeMatchKeys(tx, keyed);
  const end = rows.at(-1)?.id;
  const isDone = ranges.length > 1 || rows.length < atOnce || end === ranges[0]!.last;
  if (isDone) await sql`delete from name_pending where id = any(${ranges.map(({ id }) => id)}::bigint[])`.execute(db);
  else
    await sql`update name_pending set first_id = ${end!}::bigint + 1 where id = ${ranges[0]!.id}::bigint`.execute(db);
  return rows.length;
}

/** Organizations o of one range, or of several small ones. */
function within(ranges: readonly Range[]): RawBuilder<unknown> {
  const [{ first, last }] = ranges as [Range];
  if (ranges.length === 1) return sql`o.entity_id between ${first}::bigint and ${last}::bigint`;
  const ids = ranges.flatMap((one) =>
    Array.from(
      { length: Number(BigInt(one.last) - BigInt(one.first)) + 1 },
      (_, at) => `${BigInt(one.first) + BigInt(at)}`,
    ),
  );
  return sql`o.entity_id = any(${ids}::bigint[])`;
}

/** As many ranges as cannot hold more organizations than a slice takes; one that can is taken alone. */
function firstOf(ranges: readonly Range[]): Range[] {
  let ids = 0n;
  return ranges.filter(({ first, last }, index) => {
    ids += BigInt(last) - BigInt(first) + 1n;
    return index === 0 || ids <= BigInt(atOnce);
  });
}

interface MadeKeys extends NameKeys {
  id: string;
  entityId: string;
  name: string;
}

/** Writes the names that organizations bear, and the keys of all their names that have none; answers those. */
export async function writeNames(tx: Em, rows: readonly { id: string; name: string }[]): Promise<MadeKeys[]> {
  if (rows.length === 0) return [];
  const db = tx.getKysely();
  const pace = new Pace();
  const keysOf = async <Row extends { name: string }>(named: readonly Row[]): Promise<(Row & NameKeys)[]> => {
    const made: (Row & NameKeys)[] = [];
    for (const row of named) {
      if (pace.isDue()) await pace.rest();
      made.push({ ...row, ...nameKeys(row.name) });
    }
    return made;
  };
  const borne = await keysOf(rows);
  const named = rowSet(borne, {
    id: ["bigint", (row) => row.id],
    name: ["text", (row) => row.name],
    forms: ["text", (row) => row.forms],
  });
  // Most names are new: they are written once, with their forms. One that stood and came back has its own, or is among those below.
  const { rows: written } = await sql<{ id: string; entityId: string; isNew: boolean }>`
    insert into organization_name (entity_id, name, forms) select id, name, forms from ${named}
    on conflict (entity_id, name) do update set replaced_at = null, reason = null where organization_name.replaced_at is not null
    returning id, entity_id as "entityId", xmax = 0 as "isNew"`.execute(db);
  const byEntity = new Map(borne.map((row) => [row.id, row]));
  const fresh = written
    .filter(({ isNew }) => isNew)
    .map(({ id, entityId }): MadeKeys => ({ ...byEntity.get(entityId)!, id, entityId }));
  const { rows: bare } = await sql<Omit<MadeKeys, keyof NameKeys>>`
    select id, entity_id as "entityId", name from organization_name
    where entity_id = any(${rows.map((row) => row.id)}::bigint[]) and forms is null order by id for update`.execute(db);
  const completed = await keysOf(bare);
  const made = [...fresh, ...completed];
  if (made.length === 0) return [];
  const keys = made.flatMap(({ id, keys }) => keys.map((key) => ({ id, key })));
  const keyed = rowSet(keys, { id: ["bigint", (row) => row.id], key: ["text", (row) => row.key] });
  // In the order of the index, neighbours go onto the same page.
  await sql`insert into name_key (name_id, key) select id, key from ${keyed} order by key, id`.execute(db);
  if (completed.length > 0) {
    const formed = rowSet(completed, { id: ["bigint", (row) => row.id], forms: ["text", (row) => row.forms] });
    await sql`update organization_name n set forms = v.forms from ${formed} where n.id = v.id`.execute(db);
  }
  return made;
}

/** Forgets names with their keys. */
export async function deleteNames(tx: Em, nameIds: readonly string[]): Promise<void> {
  if (nameIds.length === 0) return;
  await sql`delete from name_key where name_id = any(${[...nameIds]}::bigint[])`.execute(tx.getKysely());
  await sql`delete from organization_name where id = any(${[...nameIds]}::bigint[])`.execute(tx.getKysely());
}
