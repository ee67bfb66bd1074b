import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { RelationshipKind } from "./graph.enums.ts";
import { type AsOf, holds, relationshipsOf } from "./relationship.sql.ts";

/** Nothing with more current relationships than this is walked through. */
export const crowdLimit = 1_000;

/** True for a key with more than `limit` current relationships, both directions together, whatever the filters; of one kind: loops not counted. */
export function hasMoreThan(
  limit: number,
  key: RawBuilder<unknown>,
  time: AsOf,
  kind: RelationshipKind | null = null,
): RawBuilder<SqlBool> {
  const counted = kind ? sql`and r.kind = ${kind} and r.source_id <> r.target_id` : sql``;
  return sql<SqlBool>`(select count(*) from (
    (select 1 from ${relationshipsOf(time)} r where r.source_id = ${key} and ${holds("CURRENT", time)} ${counted} limit ${limit + 1})
    union all
    (select 1 from ${relationshipsOf(time)} r where r.target_id = ${key} and r.source_id <> r.target_id and ${holds("CURRENT", time)} ${counted} limit ${limit + 1})
  ) c) > ${limit}`;
}

/** True for an entity e that paths between others do not lead through: a bank, or one with too many current relationships (docs/rules.md, "Batches"). */
export const isStop = (time: AsOf, limit: number = crowdLimit): RawBuilder<SqlBool> =>
  sql<SqlBool>`(e.is_bank or ${hasMoreThan(limit, sql.ref("e.id"), time)})`;
