import { sql } from "kysely";
import type { Em } from "../../database.ts";
import type { Day } from "../../shared/day.ts";
import { holdReferences, withoutRowChecks } from "../../shared/row-checks.ts";
import { type KeyedName, writeMatchKeys } from "../organizations/match-key.service.ts";
import { deleteNames } from "../organizations/name.keeper.ts";
import type { Range } from "./revert.check.ts";

const within = (jobId: string, { from, to }: Range) =>
  sql`t.id between ${from}::bigint and ${to}::bigint and t.import_id = ${jobId}::bigint`;

/** Withdraws a job's accounts or facilities; who was a client through them alone is none any more. */
export async function withdrawBooks(
  tx: Em,
  table: "account" | "facility",
  jobId: string,
  range: Range,
  day: Day,
): Promise<void> {
  const { rows } = await sql<{ holder: string }>`update ${sql.table(table)} t set withdrawn_at = now()
    where ${within(jobId, range)} and t.withdrawn_at is null returning t.holder_id as holder`.execute(tx.getKysely());
  const holders = [...new Set(rows.map(({ holder }) => holder))];
  if (table === "account" && holders.length > 0)
    await sql`select refresh_clients(${holders}::bigint[], ${day}::date)`.execute(tx.getKysely());
}

/** Puts back what stood before the job changed it, the latest change first, and forgets the changes. */
export async function restoreValues(tx: Em, jobId: string): Promise<void> {
  const first = sql`select distinct on (entity_id) entity_id, before from import_change
    where job_id = ${jobId}::bigint order by entity_id, id`;
  const { rows } = await sql<KeyedName & { isKeyed: boolean }>`with first as (${first})
    update entity e set name = f.before ->> 'name', category = f.before ->> 'category', status = f.before ->> 'status',
      region = f.before ->> 'region', industry = f.before ->> 'industry'
    from first f where e.id = f.entity_id and not e.is_erased
    returning e.id, e.name, e.region, (e.type = 'ORGANIZATION' and e.merged_into is null) as "isKeyed"`.execute(
    tx.getKysely(),
  );
  await writeMatchKeys(
    tx,
    rows.filter(({ isKeyed }) => isKeyed),
  );
  // What it was called by the job alone is no former name.
  const { rows: names } = await sql<{ id: string }>`select id from organization_name
    where entity_id = any(${rows.map(({ id }) => id)}::bigint[]) and replaced_at = now()`.execute(tx.getKysely());
  await deleteNames(
    tx,
    names.map(({ id }) => id),
  );
  await sql`with first as (${first})
    update organization o set credit_code = f.before ->> 'creditCode', size_class = f.before ->> 'sizeClass'
    from first f where o.entity_id = f.entity_id`.execute(tx.getKysely());
  await sql`delete from import_change where job_id = ${jobId}::bigint`.execute(tx.getKysely());
  // Numbers that it gave to entities that stood before.
  await sql`delete from source_identity i using entity e where i.import_id = ${jobId}::bigint and e.id = i.entity_id
    and e.import_id is distinct from ${jobId}::bigint`.execute(tx.getKysely());
}

/** What belongs to an entity itself, and goes with it. Whatever else refers to one keeps it. */
const own = [
  "organization",
  "organization_match_key",
  "organization_name",
  "source_identity",
  "organization_site",
  "entity_past",
];

/**
 * Deletes entities that a job made and that nothing refers to: no relationship, not even a withdrawn one, and nothing of any later module's, for
 * the database itself is asked which tables name entities.
 */
export async function deleteUnreferenced(tx: Em, jobId: string, range: Range): Promise<void> {
  const db = tx.getKysely();
  await holdReferences(tx);
  // A lookup a row and table, by index, whatever a planner without statistics thinks: everybody who writes in bulk waits for this.
  await sql`select set_config('enable_seqscan', 'off', true)`.execute(db);
  // Held before it is looked: who refers to one of them has done so by then, or waits and finds it gone.
  const { rows: made } = await sql<{ id: string }>`select t.id from entity t
    where ${within(jobId, range)} and not t.is_erased order by t.id for update of t`.execute(db);
  if (made.length === 0) return;
  const all = made.map(({ id }) => id);
  // A likeness that nobody has decided falls with what looked alike.
  await sql`delete from match_candidate where decision is null
    and (entity_id = any(${all}::bigint[]) or candidate_id = any(${all}::bigint[]))`.execute(db);
  const looks = (await referencesToEntities(tx)).flatMap(({ table, column }) => {
    const named = sql`select true as stands from ${sql.table(table)} r where r.${sql.ref(column)} = t.id`;
    // Each half of the relationships has an index of its own.
    return table === "relationship"
      ? [sql`${named} and r.withdrawn_at is null`, sql`${named} and r.withdrawn_at is not null`]
      : [named];
  });
  const joins = looks.map((look, at) => sql`left join lateral (${look} limit 1) ${sql.ref(`r${at}`)} on true`);
  const stands = looks.map((_, at) => sql.ref(`r${at}.stands`));
  const { rows } = await sql<{ id: string }>`select t.id from unnest(${all}::bigint[]) t(id) ${sql.join(joins, sql` `)}
    where coalesce(${sql.join(stands)}) is null`.execute(db);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return;
  await sql`delete from name_key where name_id in (select id from organization_name where entity_id = any(${ids}::bigint[]))`.execute(
    db,
  );
  for (const table of own)
    await sql`delete from ${sql.table(table)} where entity_id = any(${ids}::bigint[])`.execute(db);
  // Nothing refers to them, and PostgreSQL's own look reads all relationships for each.
  await withoutRowChecks(tx, () => sql`delete from entity where id = any(${ids}::bigint[])`.execute(db));
}

async function referencesToEntities(tx: Em): Promise<{ table: string; column: string }[]> {
  const { rows } = await sql<{ table: string; column: string }>`
    select c.conrelid::regclass::text as "table", a.attname as "column" from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'entity'::regclass order by 1, 2`.execute(tx.getKysely());
  return rows.filter(({ table }) => !own.includes(table));
}
