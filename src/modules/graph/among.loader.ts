import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Em } from "../../database.ts";
import { type EdgeFilter, hasValues, keyList } from "./edge.sql.ts";
import { holds, type RelationshipRow, relationshipsOf, shareOf, storedColumns, valuesOf } from "./relationship.sql.ts";

type Filter = Omit<EdgeFilter, "direction">;
/** A relationship with those of the filters that it passes: bit n for the one at n. */
export interface RelationshipAmong extends RelationshipRow {
  passes: number;
}

/**
 * All relationships with both ends among the keys that pass one of the filters, which differ in kinds, amount and confidence alone; by id.
 * Each is looked for from its source. One with very many is not read whole: it is asked for each of the other keys (offset 0 and the range
 * that is one value keep a planner without statistics from reading it for each of them).
 */
export async function relationshipsAmong(
  em: Em,
  keys: readonly string[],
  filters: readonly Filter[],
  limit: number,
): Promise<RelationshipAmong[]> {
  const [filter] = filters as [Filter];
  const many = Math.max(1_000, 4 * keys.length);
  const isWanted = sql`${holds(filter.validity, filter)} and ${anyOf(filters, (one) => ofKinds("r", one))}`;
  const inside = sql`own as materialized (
      select x.* from ${keyList(keys)} a(id) cross join lateral (
        select r.id, r.source_id, r.target_id from ${relationshipsOf(filter)} r where r.source_id = a.id and ${isWanted} limit ${many + 1}) x
    ),
    large as materialized (select source_id as id from own group by source_id having count(*) > ${many}),
    inside as materialized (
      select o.id from own o join ${keyList(keys)} b(id) on b.id = o.target_id where o.source_id not in (select id from large)
      union all
      select x.id from large l cross join ${keyList(keys)} b(id) cross join lateral (
        select r.id from ${relationshipsOf(filter)} r
        where r.source_id = l.id and r.target_id between b.id and b.id and ${isWanted} offset 0) x
    )`;
  const found = sql`inside i cross join lateral (select * from ${relationshipsOf(filter)} r where r.id = i.id offset 0) r`;
  const passes = (row: string, values: string) =>
    sql.join(
      filters.map(
        (one, i) =>
          sql`case when ${ofKinds(row, one)} and ${hasValues(values, one)} then ${sql.lit(2 ** i)} else 0 end`,
      ),
      sql` + `,
    );
  const statement = filter.isToday
    ? sql<RelationshipAmong>`with ${inside}
        select * from (select ${storedColumns}, ${passes("r", "r")} as passes from ${found}) p
        where passes > 0 order by id limit ${limit}`
    : sql<RelationshipAmong>`with ${inside},
        valued as (select r.id, r.kind, r.source_id, r.target_id, r.role, r.since, r.until, v.annual_amounts, v.confidence, ${passes("r", "v")} as passes
          from ${found} join ${valuesOf(sql`array(select id from inside)`, filter)} v on v.relationship_id = r.id)
        select p.*, ${shareOf("p", filter)} as share from valued p where passes > 0 order by id limit ${limit}`;
  const { rows } = await statement.execute(em.getKysely());
  return rows;
}

const ofKinds = (row: string, { kinds }: Filter): RawBuilder<SqlBool> =>
  kinds ? sql`${sql.ref(`${row}.kind`)} = any(${[...kinds]}::text[])` : sql`true`;

const anyOf = (filters: readonly Filter[], test: (filter: Filter) => RawBuilder<SqlBool>): RawBuilder<SqlBool> =>
  sql`(${sql.join(filters.map(test), sql` or `)})`;
