import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { keyList } from "./edge.sql.ts";
import { type FanOut, hasOpening, walkedEdges } from "./fan-out.sql.ts";
import type { HopFilter } from "./hop.filter.ts";
import type { FoundStep } from "./path.enumeration.ts";
import { type Barred, barOf, type StopRequest } from "./stop.sql.ts";

/** Where a walk stands before a hop: whom it goes on from, in their order, and whom it reached and does not walk through. */
export interface Frontier {
  open: readonly string[];
  stops: readonly string[];
}
/** An entity taken on a hop: by which step from which entity, and why it is not walked through; null: it is. */
export interface Taken extends FoundStep {
  from: string;
  bar: Barred | null;
}
/** One hop: the new entities in order, those of the frontier that had more than was taken, and the stops behind which there is more. */
export interface Level {
  taken: Taken[];
  clipped: string[];
  cutting: string[];
}
interface LevelRow {
  what: "TAKEN" | "CLIPPED" | "CUTTING";
  from: string;
  entity: string;
  direction: "OUT" | "IN";
  relationship: string;
  bar: Barred | null;
}

/**
 * Walks one hop over the whole frontier in one statement: docs/rules.md, "Neighborhood". At most `room` new entities are taken, each by the
 * step from the first of the frontier that has one, of several the least relationship.
 */
export async function nextLevel(
  em: Em,
  { open, stops }: Frontier,
  visited: Iterable<string>,
  room: number,
  filter: HopFilter,
  request: FanOut & StopRequest,
): Promise<Level> {
  const known = sql`${keyList(visited)} v(id)`;
  const { rows } = await sql<LevelRow>`
    with frontier as materialized (select id, place from unnest(${[...open]}::bigint[]) with ordinality k(id, place)),
    ${walkedEdges(filter, request)},
    fresh as materialized (
      select w.* from walked w where not exists (select from ${known} where v.id = w.neighbour)
    ),
    chosen as materialized (
      select neighbour, max(base_amount) as amount from fresh group by neighbour order by amount desc, neighbour limit ${room}
    ),
    step as (
      select distinct on (x.neighbour) x.neighbour, x.from_id, x.direction, x.id, n.amount
      from chosen n join fresh x on x.neighbour = n.neighbour join frontier f on f.id = x.from_id
      order by x.neighbour, f.place, x.id
    ),
    clipped as (
      select id from crowded union
      select from_id from fresh x where not exists (select from chosen n where n.neighbour = x.neighbour)
    )
    select 'TAKEN' as what, s.from_id as "from", s.neighbour as entity, s.direction, s.id as relationship, s.amount, ${barOf(request, filter)} as bar
    from step s join entity e on e.id = s.neighbour
    union all select 'CLIPPED', id, null, null, null, null, null from clipped
    union all select 'CUTTING', s.id, null, null, null, null, null from ${keyList(stops)} s(id)
      where ${hasOpening(sql.ref("s.id"), filter, (other) => sql`not exists (select from ${known} where v.id = ${other})`)}
    order by amount desc nulls last, entity`.execute(em.getKysely());
  const keysOf = (what: LevelRow["what"]) => rows.filter((row) => row.what === what).map((row) => row.from);
  return {
    taken: rows
      .filter((row) => row.what === "TAKEN")
      .map(({ from, entity, direction, relationship, bar }) => ({ from, entity, direction, relationship, bar })),
    clipped: keysOf("CLIPPED"),
    cutting: keysOf("CUTTING"),
  };
}
