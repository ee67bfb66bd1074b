import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { compareSequences } from "./computed.page.ts";
import { keyList } from "./edge.sql.ts";
import type { FoundStep } from "./path.enumeration.ts";
import type { AsOf } from "./relationship.sql.ts";
import { isTarget, type TargetType } from "./target.sql.ts";
import { type FoundStop, type WalkedNode, type WalkRequest, walkLevels } from "./walk.traversal.ts";

export interface FoundTargets {
  /** In their order; each is the end of its path. */
  paths: FoundStep[][];
  stops: FoundStop[];
  truncatedAtHop: number | null;
  exploredCount: number;
}

/** All entities of the asked types within some hops, with a shortest path to each: docs/rules.md, "Reachable". */
export async function findReachable(
  em: Em,
  of: string,
  types: readonly TargetType[],
  request: WalkRequest,
): Promise<FoundTargets> {
  // A level in the order of the paths to its entities: then the least step from the first of them makes the least path.
  const { nodes, stops, truncatedAtHop } = await walkLevels(em, of, request, (level) => level.sort(byPath));
  const targets = await targetsAmong(em, [...nodes.keys()].slice(1), types, request);
  const paths = targets.map((key) => pathTo(nodes.get(key)!));
  paths.sort((a, b) => compareSequences(sequenceOf(a), sequenceOf(b)));
  return { paths, stops, truncatedAtHop, exploredCount: nodes.size };
}

export const sequenceOf = (path: readonly FoundStep[]): string[] => path.map(({ relationship }) => relationship);
const byPath = (a: WalkedNode, b: WalkedNode): number => compareSequences(sequenceOf(pathTo(a)), sequenceOf(pathTo(b)));

function pathTo(end: WalkedNode): FoundStep[] {
  const path: FoundStep[] = [];
  for (let at: WalkedNode | null = end; at?.step; at = at.from) path.push(at.step);
  return path.reverse();
}

async function targetsAmong(em: Em, keys: readonly string[], types: readonly TargetType[], time: AsOf) {
  if (!keys.length) return [];
  const { rows } = await sql<{ id: string }>`
    select e.id from ${keyList(keys)} k(id) join entity e on e.id = k.id where ${isTarget(types, time)}`.execute(
    em.getKysely(),
  );
  return rows.map((row) => row.id);
}
