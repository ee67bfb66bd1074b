import { sql } from "kysely";
import type { Em } from "../../database.ts";

/** What of others stands on what a job wrote: by name how many, and entities on which it stands. */
export interface Standing {
  counts: Record<string, number>;
  entityIds: string[];
}

/** So many of the entities that others stand on are named. */
const shown = 5;

/** The sum of two. */
export function together(a: Standing, b: Standing): Standing {
  const counts = { ...a.counts };
  for (const [name, count] of Object.entries(b.counts)) counts[name] = (counts[name] ?? 0) + count;
  return { counts, entityIds: [...a.entityIds, ...b.entityIds].slice(0, shown) };
}

/** The ids of a table's rows that a job may have written; other writers' lie between them. */
export interface Range {
  from: string;
  to: string;
}

/**
 * What others have built on the entities of a job between two ids, or on the values that it changed: relationships with evidence of others or
 * recorded without any, accounts and facilities that another wrote, numbers of other imports, contacts and whatever else names them.
 */
export async function standingOn(tx: Em, jobId: string, { from, to }: Range): Promise<Standing> {
  const made = sql`select e.id from entity e where e.id between ${from}::bigint and ${to}::bigint and e.import_id = ${jobId}::bigint`;
  const foreign = sql`import_id is distinct from ${jobId}::bigint`;
  const others = (column: string) => sql`t.${sql.ref(column)} = made.id`;
  const count = (name: string, from: ReturnType<typeof sql>, where: ReturnType<typeof sql>) =>
    sql`select ${name}::text as name, made.id from made join ${from} on ${where}`;
  // One between two of the job's own is counted at its source.
  const related = (end: "source_id" | "target_id") => sql`${others(end)} and t.withdrawn_at is null and (
    exists (select from evidence v where v.relationship_id = t.id and v.withdrawn_at is null and v.${foreign})
    or not exists (select from evidence v where v.relationship_id = t.id and v.withdrawn_at is null))`;
  const { rows } = await sql<{
    counts: Record<string, number> | null;
    ids: string[] | null;
  }>`with made as materialized (${made}), found as (
      ${count("relationship", sql`relationship t`, related("source_id"))}
      union all ${count(
        "relationship",
        sql`relationship t`,
        sql`${related("target_id")} and not exists (
          select from entity s where s.id = t.source_id and s.import_id = ${jobId}::bigint)`,
      )}
      union all ${count("account", sql`account t`, sql`${others("holder_id")} and t.withdrawn_at is null and t.${foreign}`)}
      union all ${count("facility", sql`facility t`, sql`${others("holder_id")} and t.withdrawn_at is null and t.${foreign}`)}
      union all ${count("number", sql`source_identity t`, sql`${others("entity_id")} and t.${foreign}`)}
      union all ${count("change", sql`import_change t`, sql`${others("entity_id")} and t.job_id <> ${jobId}::bigint`)}
      union all ${count("contact", sql`contact t`, others("subject_id"))}
      union all ${count("contact", sql`contact t`, others("organization_id"))}
      union all ${count("consent", sql`consent t`, others("subject_id"))}
      union all ${count("participant", sql`participant t`, others("entity_id"))}
      union all ${count("decision", sql`match_candidate t`, sql`${others("entity_id")} and t.decision is not null`)}
      union all ${count(
        "decision",
        sql`match_candidate t`,
        sql`${others("candidate_id")} and t.decision is not null and not exists (select from made m where m.id = t.entity_id)`,
      )}
    ) select (select json_object_agg(name, count) from (select name, count(*) as count from found group by name) c) as counts,
      (select json_agg(id::text) from (select distinct id from found order by id limit ${sql.lit(shown)}) f) as ids`.execute(
    tx.getKysely(),
  );
  return { counts: rows[0]!.counts ?? {}, entityIds: rows[0]!.ids ?? [] };
}

/** Entities that have other values now than those that the job gave them. */
export async function changedSince(tx: Em, jobId: string): Promise<Standing> {
  const { rows } = await sql<{ count: number; ids: string[] | null }>`
    with last as (select distinct on (entity_id) entity_id, after from import_change where job_id = ${jobId}::bigint order by entity_id, id desc)
    select count(*)::int as count, (json_agg(l.entity_id::text order by l.entity_id)) as ids from last l join entity e on e.id = l.entity_id left join organization o on o.entity_id = e.id
    where (e.name, e.category, e.status, e.region, e.industry, o.credit_code, o.size_class) is distinct from
      (l.after ->> 'name', l.after ->> 'category', l.after ->> 'status', l.after ->> 'region', l.after ->> 'industry',
        l.after ->> 'creditCode', l.after ->> 'sizeClass')`.execute(tx.getKysely());
  const { count, ids } = rows[0]!;
  return { counts: count > 0 ? { value: count } : {}, entityIds: ids?.slice(0, shown) ?? [] };
}

/** Who they are, persons apart, for nobody who may only import may read their names. */
export async function namesOf(tx: Em, entityIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from entity
    where id = any(${[...entityIds]}::bigint[]) and type <> 'PERSON' order by id`.execute(tx.getKysely());
  return rows.map(({ name }) => name);
}
