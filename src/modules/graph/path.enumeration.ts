import type { Direction } from "./graph.enums.ts";
import type { RelationshipRow } from "./relationship.sql.ts";

/** One step of a path: the relationship, the way it is walked, and where it leads. */
export interface FoundStep {
  relationship: string;
  direction: "OUT" | "IN";
  entity: string;
}
export type FoundPath = FoundStep[];

interface Search {
  from: string;
  to: string;
  direction: Direction;
  maxHops: number;
  first: number;
  /** Whether a path may go through an entity; ends are not asked. */
  passes(key: string): boolean;
}

const maxSteps = 200_000;

/**
 * The first simple paths among the given relationships, shortest first, then by their relationship ids. isExhausted: the search gave up
 * after 200,000 steps, so there may be more.
 */
export function enumeratePaths(
  rows: readonly RelationshipRow[],
  search: Search,
): { paths: FoundPath[]; isExhausted: boolean } {
  const steps = stepsByEntity(rows, search.direction);
  const distance = distancesTo(search.to, rows, search.direction);
  const paths: FoundPath[] = [];
  let taken = 0;

  const walk = (at: string, path: FoundPath, on: Set<string>, length: number): void => {
    for (const step of steps.get(at) ?? []) {
      if (paths.length >= search.first || ++taken > maxSteps) return;
      const left = length - path.length - 1;
      if (on.has(step.entity) || (distance.get(step.entity) ?? Number.POSITIVE_INFINITY) > left) continue;
      if (left === 0) {
        if (step.entity === search.to) paths.push([...path, step]);
      } else if (step.entity !== search.to && search.passes(step.entity)) {
        path.push(step);
        walk(step.entity, path, on.add(step.entity), length);
        on.delete(step.entity);
        path.pop();
      }
    }
  };
  for (let length = 1; length <= search.maxHops && paths.length < search.first; length++) {
    walk(search.from, [], new Set([search.from]), length);
  }
  return { paths, isExhausted: taken > maxSteps };
}

function listAt<Value>(lists: Map<string, Value[]>, key: string): Value[] {
  const list = lists.get(key) ?? [];
  if (!list.length) lists.set(key, list);
  return list;
}

function stepsByEntity(rows: readonly RelationshipRow[], direction: Direction): Map<string, FoundStep[]> {
  const steps = new Map<string, FoundStep[]>();
  const add = (at: string, step: FoundStep) => listAt(steps, at).push(step);
  // Rows come by id, and so do the steps of each entity: that is what makes the order of paths the order of their ids.
  for (const row of rows) {
    if (direction !== "IN") add(row.source_id, { relationship: row.id, direction: "OUT", entity: row.target_id });
    if (direction !== "OUT" && row.source_id !== row.target_id)
      add(row.target_id, { relationship: row.id, direction: "IN", entity: row.source_id });
  }
  return steps;
}

/** Hops from each entity to the target over the same relationships, ignoring what may not be passed: a bound to prune with. */
function distancesTo(to: string, rows: readonly RelationshipRow[], direction: Direction): Map<string, number> {
  const before = new Map<string, string[]>();
  const add = (at: string, previous: string) => listAt(before, at).push(previous);
  for (const row of rows) {
    if (direction !== "IN") add(row.target_id, row.source_id);
    if (direction !== "OUT") add(row.source_id, row.target_id);
  }
  const distance = new Map([[to, 0]]);
  for (const at of distance.keys()) {
    for (const previous of before.get(at) ?? [])
      if (!distance.has(previous)) distance.set(previous, distance.get(at)! + 1);
  }
  return distance;
}
