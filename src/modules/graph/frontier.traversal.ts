import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { type EdgeFilter, edgesOf, keyList } from "./edge.sql.ts";
import { isMaskedPerson } from "./entity.loader.ts";

/** One level of a walk: the nodes taken, in order, those of the frontier that had more than was taken, and those not walked through. */
export interface Level {
  taken: string[];
  clipped: Set<string>;
  masked: string[];
}

/**
 * Walks one hop over the whole frontier in one statement. New nodes come in the order of the largest base amount among their
 * edges, then id, and at most `room` are taken. Masked persons of the frontier are not walked through.
 */
export async function nextLevel(
  em: Em,
  frontier: readonly string[],
  visited: Iterable<string>,
  room: number,
  filter: EdgeFilter,
): Promise<Level> {
  const among = sql`${keyList(frontier)} k(id) join entity e on e.id = k.id`;
  const open = sql`(select e.id from ${among} where not ${isMaskedPerson})`;
  // room + 1 of each node are enough: whoever has more loses at least one of them.
  const { rows } = await sql<{ from_id: string; neighbour: string | null }>`
    with step as (
      select edge.from_id, edge.neighbour, max(edge.base_amount) as amount from ${edgesOf(open, filter)} edge
      where not exists (select from ${keyList(visited)} v(id) where v.id = edge.neighbour)
      group by edge.from_id, edge.neighbour
    ),
    placed as (select *, row_number() over (partition by from_id order by amount desc, neighbour) as place from step)
    select from_id, neighbour from (
      select from_id, neighbour, max(amount) over (partition by neighbour) as amount from placed where place <= ${room + 1}
      union all select e.id, null, null from ${among} where ${isMaskedPerson}
    ) found order by amount desc nulls last, neighbour, from_id`.execute(em.getKysely());
  const masked = rows.filter((row) => row.neighbour === null).map((row) => row.from_id);
  const steps = rows.filter((row): row is { from_id: string; neighbour: string } => row.neighbour !== null);
  const taken = [...new Set(steps.map((row) => row.neighbour))].slice(0, room);
  const kept = new Set(taken);
  return { taken, clipped: new Set(steps.filter((row) => !kept.has(row.neighbour)).map((row) => row.from_id)), masked };
}
