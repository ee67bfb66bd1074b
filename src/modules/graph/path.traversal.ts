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
  /** Hops walked from both ends together when entities were first left out; null: none were. */
  truncatedAtHop: number | null;
  exploredCount: number;
}

const maxRelationships = 20_000;
const turned = { OUT: "IN", IN: "OUT", BOTH: "BOTH" } as const;

/**
 * Simple paths between two entities, shortest first: docs/rules.md, "Paths". Both ends walk towards each other, the smaller frontier
 * first, one statement a hop. After n hops from both ends together every path of n + 1 steps lies inside what was reached: its first
 * part on one side, the rest on the other. So the last hop, which is the dear one beside a hub, is never walked.
 */
export async function searchPaths(
  em: Em,
  from: string,
  to: string,
  request: WalkRequest,
  first: number,
): Promise<FoundPaths> {
  if (from === to)
    return { paths: [[]], relationships: new Map(), isTruncated: false, truncatedAtHop: null, exploredCount: 1 };
  const sides = [
    side(from, to, request),
    side(to, from, { ...request, direction: turned[request.direction] }),
  ] as const;
  const [forward, backward] = sides;
  let found: FoundPaths = {
    paths: [],
    relationships: new Map(),
    isTruncated: false,
    truncatedAtHop: null,
    exploredCount: 2,
  };
  for (let length = 1; length <= request.maxHops; length++) {
    if (length > 1) {
      const smaller = forward.frontier.length <= backward.frontier.length ? forward : backward;
      await advance(em, smaller, request.maxNodes - reachedBy(sides).size);
    }
    const reached = reachedBy(sides);
    const isCut = sides.some((s) => s.clipped);
    found = { ...found, isTruncated: isCut, truncatedAtHop: isCut ? length - 1 : null, exploredCount: reached.size };
    // A side with nothing left to walk has seen every entity that a path can go through; one that was cut sees no more of them.
    const isComplete = sides.some((s) => !s.frontier.length && !s.clipped);
    const maxHops = isComplete || isCut ? request.maxHops : length;
    found = await pathsWithin(em, reached, request, { from, to, first, maxHops }, found);
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
