import { sql } from "kysely";
import type { Em } from "../../database.ts";
import type { TimeAsked } from "../../shared/asked.ts";

/** What those of the entities that were merged into another are part of now; whoever stands for itself is not in the map. */
export async function mergedAmong(em: Em, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; into: string }>`
    select e.id, e.merged_into as into from organization_merge m join entity e on e.id = m.drop_id
    where m.undone_at is null and m.drop_id = any(${[...new Set(ids)]}::bigint[])`.execute(em.getKysely());
  return new Map(rows.map(({ id, into }) => [id, into]));
}

/** The same as it was known at the time asked: a merge that came later, or was undone by then, joins nothing. */
export async function mergedAt(em: Em, ids: readonly string[], { knownAt }: TimeAsked): Promise<Map<string, string>> {
  if (knownAt === null) return mergedAmong(em, ids);
  const into = new Map(ids.map((id) => [id, id]));
  for (let open = [...new Set(ids)]; open.length > 0; ) {
    const { rows } = await sql<{ id: string; into: string }>`
      select m.drop_id as id, m.keep_id as into from organization_merge m where m.drop_id = any(${open}::bigint[])
        and m.merged_at <= ${knownAt}::timestamptz and (m.undone_at is null or m.undone_at > ${knownAt}::timestamptz)`.execute(
      em.getKysely(),
    );
    const next = new Map(rows.map((row) => [row.id, row.into]));
    for (const [id, at] of into) into.set(id, next.get(at) ?? at);
    open = [...new Set(next.values())];
  }
  return new Map([...into].filter(([id, at]) => id !== at));
}

/** The entities as what they were part of at the time asked. */
export async function standingOf(em: Em, ids: readonly string[], time: TimeAsked): Promise<Set<string>> {
  const merged = await mergedAt(em, ids, time);
  return new Set(ids.map((id) => merged.get(id) ?? id));
}
