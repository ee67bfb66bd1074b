import type { Em } from "../../database.ts";
import { maskedAmong } from "./entity.loader.ts";
import { nextLevel } from "./frontier.traversal.ts";
import { relationshipsAmong, type WalkRequest } from "./neighborhood.traversal.ts";
import { enumeratePaths, type FoundPath } from "./path.enumeration.ts";
import type { RelationshipRow } from "./relationship.sql.ts";

export interface FoundPaths {
  paths: FoundPath[];
  relationships: Map<string, RelationshipRow>;
  isTruncated: boolean;
  exploredCount: number;
}

const maxRelationships = 20_000;
const turned = { OUT: "IN", IN: "OUT", BOTH: "BOTH" } as const;

/**
 * Simple paths between two entities, shortest first: docs/rules.md, "Paths". Both ends walk towards each other, the smaller frontier
 * first, one statement a hop; once they have met, all paths up to the hops walked so far lie inside what was reached.
 */
export async function searchPaths(
  em: Em,
  from: string,
  to: string,
  request: WalkRequest,
  first: number,
): Promise<FoundPaths> {
  if (from === to) return { paths: [[]], relationships: new Map(), isTruncated: false, exploredCount: 1 };
  const sides = [
    side(from, to, request),
    side(to, from, { ...request, direction: turned[request.direction] }),
  ] as const;
  const [forward, backward] = sides;
  let found: FoundPaths = { paths: [], relationships: new Map(), isTruncated: false, exploredCount: 2 };
  for (let hops = 1; hops <= request.maxHops; hops++) {
    const smaller = forward.frontier.length <= backward.frontier.length ? forward : backward;
    await advance(em, smaller, request.maxNodes - reachedBy(sides).size);
    const reached = reachedBy(sides);
    found = { ...found, isTruncated: sides.some((s) => s.clipped), exploredCount: reached.size };
    // A side with nothing left to walk has seen every entity that a path can go through.
    const isComplete = sides.some((s) => !s.frontier.length && !s.clipped);
    const haveMet = forward.seen.size + backward.seen.size > reached.size;
    if (haveMet)
      found = await pathsWithin(
        em,
        reached,
        request,
        { from, to, first, maxHops: isComplete ? request.maxHops : hops },
        found,
      );
    if (isComplete || found.isTruncated || found.paths.length >= first) break;
  }
  return found;
}

const reachedBy = (sides: readonly Side[]) => new Set(sides.flatMap((s) => [...s.seen]));

interface Side {
  seen: Set<string>;
  frontier: string[];
  clipped: boolean;
  request: WalkRequest;
  other: string;
}

const side = (start: string, other: string, request: WalkRequest): Side => ({
  seen: new Set([start]),
  frontier: [start],
  clipped: false,
  request,
  other,
});

async function advance(em: Em, side: Side, room: number): Promise<void> {
  if (room <= 0) {
    side.clipped = true;
    return;
  }
  const level = await nextLevel(em, side.frontier, side.seen, room, side.request);
  for (const key of level.taken) side.seen.add(key);
  side.clipped ||= level.clipped.size > 0;
  side.frontier = level.taken.filter((key) => key !== side.other && !side.request.stopAt.has(key));
}

interface Ends {
  from: string;
  to: string;
  first: number;
  maxHops: number;
}

async function pathsWithin(
  em: Em,
  reached: Set<string>,
  request: WalkRequest,
  ends: Ends,
  found: FoundPaths,
): Promise<FoundPaths> {
  const rows = await relationshipsAmong(em, [...reached], request, maxRelationships + 1);
  const masked = await maskedAmong(em, [...reached]);
  const relationships = new Map(rows.slice(0, maxRelationships).map((row) => [row.id, row]));
  const passes = (key: string) => !request.stopAt.has(key) && !masked.has(key);
  const { paths, isExhausted } = enumeratePaths([...relationships.values()], {
    ...ends,
    direction: request.direction,
    passes,
  });
  return {
    ...found,
    paths,
    relationships,
    isTruncated: found.isTruncated || rows.length > maxRelationships || isExhausted,
  };
}
