import type { Pace } from "../../shared/pace.ts";
import { compareKeys, compareSequences } from "./computed.page.ts";
import type { RelationshipRow } from "./relationship.sql.ts";

/** A ring as its relationships, beginning with the one that leaves the member of the least key. */
export type FoundRing = RelationshipRow[];

const maxSteps = 200_000;
const maxRings = 10_000;

/**
 * The rings through an entity among the given relationships, each once, shortest first, then by the keys of their members.
 * isExhausted: the search gave up, so there may be more.
 */
export async function enumerateRings(
  rows: readonly RelationshipRow[],
  of: string,
  maxLength: number,
  pace: Pace,
): Promise<{ rings: FoundRing[]; isExhausted: boolean }> {
  const steps = bestSteps(rows);
  const distance = distancesTo(of, rows);
  const rings: FoundRing[] = [];
  let taken = 0;

  const walk = async (at: string, way: FoundRing, on: Set<string>, length: number): Promise<void> => {
    for (const step of steps.get(at)?.values() ?? []) {
      if (rings.length >= maxRings || ++taken > maxSteps) return;
      if (pace.isDue()) await pace.rest();
      const left = length - way.length - 1;
      if (left === 0) {
        if (step.target_id === of) rings.push(turned([...way, step]));
      } else if (!on.has(step.target_id) && distance.get(step.target_id)! <= left) {
        way.push(step);
        await walk(step.target_id, way, on.add(step.target_id), length);
        on.delete(step.target_id);
        way.pop();
      }
    }
  };
  for (let length = 2; length <= maxLength; length++) await walk(of, [], new Set([of]), length);
  return {
    rings: rings.sort((a, b) => compareSequences(membersOf(a), membersOf(b))),
    isExhausted: rings.length >= maxRings || taken > maxSteps,
  };
}

/** Keys of a ring's members, the least first. */
export const membersOf = (ring: FoundRing): string[] => ring.map((step) => step.source_id);

/** A ring begun anew at the member of the least key. */
function turned(ring: FoundRing): FoundRing {
  const least = membersOf(ring).reduce((a, b) => (compareKeys(a, b) <= 0 ? a : b));
  const at = ring.findIndex((step) => step.source_id === least);
  return [...ring.slice(at), ...ring.slice(0, at)];
}

/** The most certain relationship from each source to each target; of equally certain ones the one of the least key. Rows come by key. */
function bestSteps(rows: readonly RelationshipRow[]): Map<string, Map<string, RelationshipRow>> {
  const steps = new Map<string, Map<string, RelationshipRow>>();
  for (const row of rows) {
    const own = steps.get(row.source_id) ?? new Map<string, RelationshipRow>();
    const known = own.get(row.target_id);
    if (!known || row.confidence > known.confidence) own.set(row.target_id, row);
    steps.set(row.source_id, own);
  }
  return steps;
}

/** Steps from each entity to one of them: what is too far away to come back in time is not walked. */
function distancesTo(of: string, rows: readonly RelationshipRow[]): Map<string, number> {
  const before = new Map<string, string[]>();
  for (const row of rows) before.set(row.target_id, [...(before.get(row.target_id) ?? []), row.source_id]);
  const distance = new Map([[of, 0]]);
  for (const at of distance.keys())
    for (const previous of before.get(at) ?? [])
      if (!distance.has(previous)) distance.set(previous, distance.get(at)! + 1);
  return distance;
}
