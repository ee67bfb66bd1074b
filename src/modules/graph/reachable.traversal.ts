import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { compareSequences } from "./computed.page.ts";
import { type EdgeFilter, edgesOf, keyList } from "./edge.sql.ts";
import { isMaskedPerson } from "./entity.loader.ts";
import type { WalkRequest } from "./neighborhood.traversal.ts";
import type { FoundStep } from "./path.enumeration.ts";
import { isTarget, type TargetType } from "./target.sql.ts";

export interface FoundTargets {
  /** In their order; each is the end of its path. */
  paths: FoundStep[][];
  truncatedAtHop: number | null;
  exploredCount: number;
}

/** A reached entity with the step that leads to it and, by way of `from`, its whole path. */
interface Reached {
  key: string;
  step: FoundStep | null;
  from: Reached | null;
}

/** All entities of the asked types within maxHops, with a shortest path to each, one statement a hop: docs/rules.md, "Reachable". */
export async function findReachable(
  em: Em,
  of: string,
  types: readonly TargetType[],
  request: WalkRequest,
): Promise<FoundTargets> {
  const reached = new Map<string, Reached>([[of, { key: of, step: null, from: null }]]);
  let truncatedAtHop: number | null = null;
  let level = [of];
  for (let hop = 1; hop <= request.maxHops && truncatedAtHop === null; hop++) {
    const frontier = level.filter((key) => key === of || !request.stopAt.has(key));
    if (!frontier.length) break;
    const room = request.maxNodes - reached.size;
    const steps = await loadSteps(em, frontier, reached.keys(), room + 1, request);
    if (steps.length > room) truncatedAtHop = hop;
    const taken = steps.slice(0, room).map(({ from_id, neighbour, direction, id }): Reached => {
      const step = { relationship: id, direction, entity: neighbour };
      return { key: neighbour, step, from: reached.get(from_id)! };
    });
    for (const one of taken) reached.set(one.key, one);
    level = taken.sort(byPath).map(({ key }) => key);
  }
  const targets = await targetsAmong(em, [...reached.keys()].slice(1), types, request);
  // Reached hop by hop, and within one by path.
  const paths = targets.map((key) => pathTo(reached.get(key)!));
  paths.sort((a, b) => compareSequences(sequenceOf(a), sequenceOf(b)));
  return { paths, truncatedAtHop, exploredCount: reached.size };
}

export const sequenceOf = (path: readonly FoundStep[]): string[] => path.map(({ relationship }) => relationship);
const byPath = (a: Reached, b: Reached): number => compareSequences(sequenceOf(pathTo(a)), sequenceOf(pathTo(b)));

function pathTo(end: Reached): FoundStep[] {
  const path: FoundStep[] = [];
  for (let at: Reached | null = end; at?.step; at = at.from) path.push(at.step);
  return path.reverse();
}

/**
 * The next nodes of a walk in the order in which they are taken, as in Neighborhood, each with the step that makes the least path to it:
 * the frontier comes in the order of the paths to its own nodes, so that is the step from the first of them, by the least relationship.
 */
async function loadSteps(
  em: Em,
  frontier: readonly string[],
  visited: Iterable<string>,
  limit: number,
  filter: EdgeFilter,
): Promise<{ from_id: string; neighbour: string; direction: "OUT" | "IN"; id: string }[]> {
  const { rows } = await sql<{ from_id: string; neighbour: string; direction: "OUT" | "IN"; id: string }>`
    with standing as materialized (
      select k.id, k.place from unnest(${[...frontier]}::bigint[]) with ordinality k(id, place) join entity e on e.id = k.id where not ${isMaskedPerson}
    ),
    edge as materialized (
      select edge.* from ${edgesOf(sql`(select id from standing)`, filter)} edge
      where not exists (select from ${keyList(visited)} v(id) where v.id = edge.neighbour)
    ),
    next as (
      select neighbour, max(base_amount) as amount from edge group by neighbour order by amount desc, neighbour limit ${limit}
    ),
    step as (
      select distinct on (edge.neighbour) edge.neighbour, edge.from_id, edge.direction, edge.id, next.amount
      from next join edge on edge.neighbour = next.neighbour join standing on standing.id = edge.from_id
      order by edge.neighbour, standing.place, edge.id
    )
    select from_id, neighbour, direction, id from step order by amount desc, neighbour`.execute(em.getKysely());
  return rows;
}

async function targetsAmong(em: Em, keys: readonly string[], types: readonly TargetType[], request: WalkRequest) {
  if (!keys.length) return [];
  const { rows } = await sql<{ id: string }>`
    select e.id from ${keyList(keys)} k(id) join entity e on e.id = k.id where ${isTarget(types, request)}`.execute(
    em.getKysely(),
  );
  return rows.map((row) => row.id);
}
