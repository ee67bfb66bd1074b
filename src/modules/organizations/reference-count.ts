import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { requestLoader } from "../../shared/loader.ts";

/** A node of a reference tree: all codes that begin so are below it. */
export interface ReferenceNode {
  tree: "REGION" | "INDUSTRY" | "SIZE_CLASS";
  prefix: string;
}

/** How many organizations stand at a node or below it; one statement for all nodes of an answer, whatever their number. */
export const loadReferenceCount = requestLoader<ReferenceNode, number>(async (context, nodes) => {
  const { rows } = await sql<{ place: string; count: string }>`
    with change as materialized (select tree, code, sum(count) as count from reference_change group by tree, code)
    select v.place, coalesce((select sum(c.count) from reference_count c
        where c.tree = v.tree and c.code >= v.prefix and c.code < v.prefix || '~'), 0)
      + coalesce((select sum(c.count) from change c where c.tree = v.tree and starts_with(c.code, v.prefix)), 0) as count
    from unnest(${nodes.map(({ tree }) => tree)}::text[], ${nodes.map(({ prefix }) => prefix)}::text[])
      with ordinality as v(tree, prefix, place)`.execute(context.em.getKysely());
  const counts = new Map(rows.map(({ place, count }) => [Number(place) - 1, Number(count)]));
  return nodes.map((_, index) => counts.get(index)!);
});

/** Few enough that nobody is held up. */
const atOnce = 50_000;

/** Sums up what changed; answers how many rows. Two servers may do so at once: each takes rows that the other has not. */
export async function foldReferenceCounts(tx: Em): Promise<number> {
  const { rows } = await sql<{ folded: string }>`
    with gone as (
      delete from reference_change where id in (select id from reference_change order by id limit ${atOnce} for update skip locked)
      returning tree, code, count
    ), folded as (
      insert into reference_count as c (tree, code, count) select tree, code, sum(count) from gone group by tree, code order by tree, code
      on conflict (tree, code) do update set count = c.count + excluded.count
    ) select count(*) as folded from gone`.execute(tx.getKysely());
  return Number(rows[0]!.folded);
}
