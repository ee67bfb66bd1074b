import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Direction, RelationshipKind, Validity } from "./graph.enums.ts";
import { type AsOf, holds, relationshipsOf, valuesOf } from "./relationship.sql.ts";

/** Which relationships a walk may use. */
export interface EdgeFilter extends AsOf {
  kinds: readonly RelationshipKind[] | null;
  direction: Direction;
  validity: Validity;
  minConfidence: number | null;
  /** Twelve-month amount in CNY that it must have at least; null or absent: any. */
  minBase?: string | null;
  /** Further conditions on r, on columns that do not depend on the evidence. */
  where?: RawBuilder<SqlBool>;
}

/**
 * The edges of a whole frontier as one subquery: from_id, neighbour, direction (OUT: from_id is the source), id, kind, source_id,
 * target_id, role, since, until, base_amount, confidence, last_observed_on; amounts and confidence are those of the day asked. A
 * self-loop appears once. Index-only on both covering indexes as long as the day is today.
 */
export function edgesOf(frontier: RawBuilder<unknown>, filter: EdgeFilter): RawBuilder<unknown> {
  const runs: RawBuilder<unknown>[] = [];
  if (filter.direction !== "IN") runs.push(run(frontier, "OUT", filter));
  if (filter.direction !== "OUT") runs.push(run(frontier, "IN", filter));
  const edges = sql`(${sql.join(runs, sql` union all `)})`;
  if (filter.isToday) return edges;
  return sql`(with matching as materialized ${edges}
    select m.from_id, m.neighbour, m.direction, m.id, m.kind, m.source_id, m.target_id, m.role, m.since, m.until, v.base_amount, v.confidence, v.last_observed_on
    from matching m join ${valuesOf(sql`array(select id from matching)`, filter)} v on v.relationship_id = m.id
    where ${hasValues("v", filter)})`;
}

function run(frontier: RawBuilder<unknown>, direction: "OUT" | "IN", filter: EdgeFilter) {
  const [own, other] = direction === "OUT" ? ["r.source_id", "r.target_id"] : ["r.target_id", "r.source_id"];
  return sql`select f.id as from_id, ${sql.ref(other!)} as neighbour, ${sql.lit(direction)} as direction, r.id, r.kind, r.source_id, r.target_id,
      r.role, r.since, r.until, r.base_amount, r.confidence, r.last_observed_on
    from ${frontier} f(id) join ${relationshipsOf(filter)} r on ${sql.ref(own!)} = f.id
    where ${conditions(filter)} ${filter.direction === "BOTH" && direction === "IN" ? sql`and r.source_id <> r.target_id` : sql``}`;
}

/** What a relationship r must satisfy before its evidence is looked at (today: altogether). */
export function conditions(filter: Omit<EdgeFilter, "direction">): RawBuilder<SqlBool> {
  const kinds = filter.kinds ? sql`and r.kind = any(${[...filter.kinds]}::text[])` : sql``;
  const valued = filter.isToday ? sql`and ${hasValues("r", filter)}` : sql``;
  return sql`${holds(filter.validity, filter)} ${kinds} ${valued} ${filter.where ? sql`and ${filter.where}` : sql``}`;
}

/** What the amounts and confidence of the day, in columns of a relation, must come to. */
export function hasValues(
  relation: string,
  { minConfidence, minBase }: Omit<EdgeFilter, "direction">,
): RawBuilder<SqlBool> {
  const confident = minConfidence === null ? sql`true` : sql`${sql.ref(`${relation}.confidence`)} >= ${minConfidence}`;
  return minBase == null
    ? sql`${confident}`
    : sql`${confident} and ${sql.ref(`${relation}.base_amount`)} >= ${minBase}::numeric`;
}

/** A list of keys as a relation with one column. */
export const keyList = (keys: Iterable<string>): RawBuilder<unknown> => sql`unnest(${[...keys]}::bigint[])`;
