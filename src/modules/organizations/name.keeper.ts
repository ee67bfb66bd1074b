import { sql } from "kysely";
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

/** The first organizations of the queue's first row; null when there is none, or others have them all. */
export async function keepSlice(tx: Em): Promise<number | null> {
  const db = tx.getKysely();
  const { rows: ranges } = await sql<{ id: string; first: string; last: string }>`
    select id, first_id as first, last_id as last from name_pending order by id limit 1 for update skip locked`.execute(
    db,
  );
  const range = ranges[0];
  if (!range) return null;
  const { rows } =
    await sql<KeyedName>`select e.id, e.name, e.region from organization o join entity e on e.id = o.entity_id
    where o.entity_id between ${range.first}::bigint and ${range.last}::bigint and e.merged_into is null
    order by o.entity_id limit ${atOnce}`.execute(db);
  const made = await writeNames(tx, rows);
  const weakOf = new Map(made.map(({ entityId, name, weak }) => [`${entityId} ${name}`, weak]));
  const keyed = rows.flatMap(({ id, name, region }) => {
    const weak = weakOf.get(`${id} ${name}`);
    return weak === undefined ? [] : [{ id, weak, region }];
  });
  await completeMatchKeys(tx, keyed);
  const last = rows.at(-1)?.id;
  if (rows.length < atOnce || last === range.last)
    await sql`delete from name_pending where id = ${range.id}::bigint`.execute(db);
  else await sql`update name_pending set first_id = ${last!}::bigint + 1 where id = ${range.id}::bigint`.execute(db);
  return rows.length;
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
  const named = rowSet(rows, { id: ["bigint", (row) => row.id], name: ["text", (row) => row.name] });
  await sql`insert into organization_name (entity_id, name) select id, name from ${named}
    on conflict (entity_id, name) do update set replaced_at = null, reason = null where organization_name.replaced_at is not null`.execute(
    db,
  );
  const { rows: bare } = await sql<Omit<MadeKeys, keyof NameKeys>>`
    select id, entity_id as "entityId", name from organization_name
    where entity_id = any(${rows.map((row) => row.id)}::bigint[]) and forms is null order by id for update`.execute(db);
  if (bare.length === 0) return [];
  const made: MadeKeys[] = [];
  const pace = new Pace();
  for (const row of bare) {
    if (pace.isDue()) await pace.rest();
    made.push({ ...row, ...nameKeys(row.name) });
  }
  const keys = made.flatMap(({ id, keys }) => keys.map((key) => ({ id, key })));
  const keyed = rowSet(keys, { id: ["bigint", (row) => row.id], key: ["text", (row) => row.key] });
  // In the order of the index, neighbours go onto the same page.
  await sql`insert into name_key (name_id, key) select id, key from ${keyed} order by key, id`.execute(db);
  const formed = rowSet(made, { id: ["bigint", (row) => row.id], forms: ["text", (row) => row.forms] });
  await sql`update organization_name n set forms = v.forms from ${formed} where n.id = v.id`.execute(db);
  return made;
}

/** Forgets names with their keys. */
export async function deleteNames(tx: Em, nameIds: readonly string[]): Promise<void> {
  if (nameIds.length === 0) return;
  await sql`delete from name_key where name_id = any(${[...nameIds]}::bigint[])`.execute(tx.getKysely());
  await sql`delete from organization_name where id = any(${[...nameIds]}::bigint[])`.execute(tx.getKysely());
}
