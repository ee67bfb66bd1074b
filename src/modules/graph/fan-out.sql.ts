import { type RawBuilder, type SqlBool, sql } from "kysely";
import { conditions, edgesOf } from "./edge.sql.ts";
import { type RelationshipOrder, relationshipKinds } from "./graph.enums.ts";
import { type HopFilter, isReachedBy } from "./hop.filter.ts";
import { directionsOf, ends, sortExpressions } from "./relationship.order.ts";
import { holds, relationshipsOf } from "./relationship.sql.ts";

/** How many relationships of one entity are followed on one hop, and which come first. */
export interface FanOut {
  fanOut: number;
  fanOutOrder: RelationshipOrder;
}

/** More than a budget of nodes can use, so that it cuts none but hubs. */
export const usualFanOut = (maxNodes: number): FanOut => ({ fanOut: 2 * maxNodes + 100, fanOutOrder: "ANNUAL_AMOUNT" });

/**
 * Two parts of a statement: `crowded`, those of `frontier` with more matching relationships than are followed, and `walked`, the relationships
 * followed: from_id, neighbour, direction, id, base_amount, confidence. What nobody's fan-out cuts is taken as it comes; of a hub the first of each kind and
 * direction are read straight off the covering indexes, so that it is never read whole. On another day than today amounts must first be
 * computed from the evidence of everything that matches.
 */
export function walkedEdges(filter: HopFilter, { fanOut, fanOutOrder }: FanOut): RawBuilder<unknown> {
  const order = sql`rank desc, neighbour, id`;
  if (!filter.isToday)
    return sql`ranked as materialized (
      select r.from_id, r.neighbour, r.direction, r.id, r.base_amount, r.confidence,
        row_number() over (partition by r.from_id order by ${sortExpressions[fanOutOrder]} desc, r.neighbour, r.id) as place
      from ${edgesOf(sql`(select id from frontier)`, { ...filter, where: noLoop })} r
      ${filter.reached ? sql`join entity n on n.id = r.neighbour where ${isReachedBy(filter)}` : sql``}
    ),
    crowded as materialized (select from_id as id from ranked where place = ${fanOut + 1}),
    walked as materialized (select from_id, neighbour, direction, id, base_amount, confidence from ranked where place <= ${fanOut})`;
  const asTheyCome = directionsOf(filter.direction).map((direction) => sql`(${run(direction, filter, fanOutOrder)})`);
  const firstOfEach = (limit: number) =>
    directionsOf(filter.direction).map(
      (
        direction,
      ) => sql`(select x.* from unnest(${[...(filter.kinds ?? relationshipKinds)]}::text[]) k(kind) cross join lateral (
      ${run(direction, { ...filter, kinds: null }, fanOutOrder)} and r.kind = k.kind
      order by ${sortExpressions[fanOutOrder]} desc, ${ends[direction].other}, r.id limit ${limit}) x)`,
    );
  // By kind an amount is a range of the index; without a kind all entries of a hub would be looked through for it.
  const some = filter.minBase == null ? asTheyCome : firstOfEach(fanOut + 1);
  const columns = sql`x.neighbour, x.direction, x.id, x.base_amount, x.confidence`;
  return sql`begun as materialized (
      select f.id as from_id, ${columns} from frontier f
      cross join lateral (select * from (${sql.join(some, sql` union all `)}) u limit ${fanOut + 1}) x
    ),
    crowded as materialized (select from_id as id from begun group by from_id having count(*) > ${fanOut}),
    walked as materialized (
      select * from begun where from_id not in (select id from crowded)
      union all
      select f.id, ${columns} from crowded f
      cross join lateral (select * from (${sql.join(firstOfEach(fanOut), sql` union all `)}) u order by ${order} limit ${fanOut}) x
    )`;
}

/** A self-loop leads nowhere. */
export const noLoop = sql<SqlBool>`r.source_id <> r.target_id`;

/** The relationships of f.id that a hop may use, one direction; ends with its conditions. */
const run = (direction: "OUT" | "IN", filter: HopFilter, order: RelationshipOrder) =>
  sql`select ${ends[direction].other} as neighbour, ${sql.lit(direction)} as direction, r.id, r.base_amount, r.confidence, ${sortExpressions[order]} as rank
    from ${relationshipsOf(filter)} r ${filter.reached ? sql`join entity n on n.id = ${ends[direction].other}` : sql``}
    where ${ends[direction].own} = f.id and ${noLoop} and ${conditions(filter)} and ${isReachedBy(filter)}`;

/** Whether a hop could go on from an entity to some other end; whatever the amount and confidence, and whoever stands there. */
export function hasOpening(
  key: RawBuilder<unknown>,
  filter: HopFilter,
  isOpen: (other: RawBuilder<unknown>) => RawBuilder<unknown>,
): RawBuilder<SqlBool> {
  const kinds = filter.kinds ? sql`and r.kind = any(${[...filter.kinds]}::text[])` : sql``;
  const runs = directionsOf(filter.direction).map(
    (
      direction,
    ) => sql`exists (select from ${relationshipsOf(filter)} r where ${ends[direction].own} = ${key} and ${noLoop}
      and ${holds(filter.validity, filter)} ${kinds} and ${isOpen(ends[direction].other)})`,
  );
  return sql<SqlBool>`(${sql.join(runs, sql` or `)})`;
}
