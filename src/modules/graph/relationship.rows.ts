import { sql } from "kysely";
import type { Em } from "../../database.ts";
import {
  type AsOf,
  type RelationshipRow,
  relationshipsOf,
  shareOf,
  storedColumns,
  valuesOf,
} from "./relationship.sql.ts";

/** Relationships by key with the amounts and confidence of the time asked, in one statement; absent ones are missing from the map. */
export async function loadRelationshipRows(
  em: Em,
  keys: Iterable<string>,
  time: AsOf,
): Promise<Map<string, RelationshipRow>> {
  const ids = sql`${[...new Set(keys)]}::bigint[]`;
  const statement = time.isToday
    ? sql<RelationshipRow>`select ${storedColumns} from relationship r where r.id = any(${ids})`
    : sql<RelationshipRow>`select r.id, r.kind, r.source_id, r.target_id, r.role, r.since, r.until, v.annual_amounts, v.confidence, ${shareOf("r", time)} as share
        from ${relationshipsOf(time)} r join ${valuesOf(ids, time)} v on v.relationship_id = r.id where r.id = any(${ids})`;
  const { rows } = await statement.execute(em.getKysely());
  return new Map(rows.map((row) => [row.id, row]));
}
