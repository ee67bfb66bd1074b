import { sql } from "kysely";
import type { Em } from "../../database.ts";

/** What those of the entities that were merged into another are part of now; whoever stands for itself is not in the map. */
export async function mergedAmong(em: Em, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; into: string }>`
    select e.id, e.merged_into as into from organization_merge m join entity e on e.id = m.drop_id
    where m.undone_at is null and m.drop_id = any(${[...new Set(ids)]}::bigint[])`.execute(em.getKysely());
  return new Map(rows.map(({ id, into }) => [id, into]));
}

/** The entities as what they are part of now. */
export async function standingOf(em: Em, ids: readonly string[]): Promise<Set<string>> {
  const merged = await mergedAmong(em, ids);
  return new Set(ids.map((id) => merged.get(id) ?? id));
}
