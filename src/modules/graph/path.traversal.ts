import type { Em } from "../../database.ts";
import { Pace } from "../../shared/pace.ts";
import { TimeBudget } from "../../shared/request.ts";
import { relationshipsAmong } from "./among.loader.ts";
import { type Level, nextLevel } from "./frontier.traversal.ts";
import { type HopFilter, loosest } from "./hop.filter.ts";
import { maxRelationships } from "./neighborhood.traversal.ts";
import { enumeratePaths, type FoundPath, type PathOrder } from "./path.enumeration.ts";
import { openingStops, stepRules } from "./path.rules.ts";
import type { RelationshipRow } from "./relationship.sql.ts";
import type { Barred } from "./stop.sql.ts";
import type { FoundStop, WalkRequest } from "./walk.traversal.ts";

export interface PathRequest extends WalkRequest {
  order: PathOrder;
  first: number;
}
export interface FoundPaths {
  paths: FoundPath[];
  relationships: Map<string, RelationshipRow>;
  stops: FoundStop[];
  isTruncated: boolean;
  /** Hops walked from both ends together when entities were first left out; null: none were. */
  truncatedAtHop: number | null;
  exploredCount: number;
}

/** What is known of an entity that one end reached. */
export interface Seen {
  hop: number;
  /** Whence it was reached; null: it is the end itself. */
  from: string | null;
  bar: Barred | null;
}
interface Side {
  seen: Map<string, Seen>;
  open: string[];
  hop: number;
  filter: HopFilter;
  /** Its next hop cannot be walked whole. */
  wasCut: boolean;
}

const turned = { OUT: "IN", IN: "OUT", BOTH: "BOTH" } as const;
const side = (start: string, filter: HopFilter): Side => ({
  seen: new Map([[start, { hop: 0, from: null, bar: null }]]),
  open: [start],
  hop: 0,
  filter,
  wasCut: false,
});

/**
 * Simple paths between two entities, best first: docs/rules.md, "Paths". Both ends walk towards each other by the loosest filter of all hops,
 * the smaller frontier first, one statement a hop; a hop that would be cut gives way to one from the other end. After n hops from both ends
 * together every path of n + 1 steps lies inside what was reached: its first part on one side, the rest on the other. So the last hop, which is
 * the dear one beside a hub, is never walked.
 */
export async function searchPaths(em: Em, from: string, to: string, request: PathRequest): Promise<FoundPaths> {
  const trivial = { paths: [[]], relationships: new Map(), stops: [], isTruncated: false, truncatedAtHop: null };
  if (from === to) return { ...trivial, exploredCount: 1 };
  const filter = loosest(request.hops);
  const sides = [side(from, filter), side(to, { ...filter, direction: turned[filter.direction] })] as const;
  const budget = new TimeBudget(request.timeBudgetMs);
  const maxHops = request.hops.length;
  for (let length = 1; ; length++) {
    const isCut = length > 1 && !(await walkOn(em, sides, request, budget));
    // A side with nothing left to walk has seen every entity that a path can go through; one that was cut sees no more of them.
    const isOver = isCut || length === maxHops || sides.some((one) => !one.open.length);
    if (request.order === "CONFIDENCE" && !isOver) continue;
    const within = isOver ? maxHops : length;
    const found = await pathsWithin(em, { from, to, maxHops: within }, sides, request);
    if (!isOver && found.paths.length < request.first) continue;
    return {
      ...found,
      stops: await openingStops(em, sides),
      isTruncated: isCut || found.isTruncated,
      truncatedAtHop: isCut ? length - 1 : null,
      exploredCount: reachedBy(sides).size,
    };
  }
}

const reachedBy = (sides: readonly Side[]) => new Set(sides.flatMap((one) => [...one.seen.keys()]));

/** One hop from one of the ends, whole if from either it can be; false: something was left out. */
async function walkOn(
  em: Em,
  sides: readonly [Side, Side],
  request: PathRequest,
  budget: TimeBudget,
): Promise<boolean> {
  const room = request.maxNodes - reachedBy(sides).size;
  if (room <= 0) return false;
  const [one, other] = [...sides].sort((a, b) => Number(a.wasCut) - Number(b.wasCut) || a.open.length - b.open.length);
  const look = ({ open, seen, filter }: Side) =>
    budget.spend(() => nextLevel(em, { open, stops: [] }, seen.keys(), room, filter, request));
  const level = await look(one!);
  if (!level) return false;
  if (!level.clipped.length) return take(one!, level, sides);
  one!.wasCut = true;
  const instead = other!.wasCut ? null : await look(other!);
  if (instead && !instead.clipped.length) return take(other!, instead, sides);
  take(one!, level, sides);
  return false;
}

function take(side: Side, level: Level, [a, b]: readonly [Side, Side]): true {
  side.hop++;
  const other = side === a ? b : a;
  for (const { entity, from, bar } of level.taken) side.seen.set(entity, { hop: side.hop, from, bar });
  const isOtherEnd = (key: string) => other.seen.get(key)?.hop === 0;
  side.open = level.taken.filter(({ entity, bar }) => bar === null && !isOtherEnd(entity)).map(({ entity }) => entity);
  return true;
}

interface Ends {
  from: string;
  to: string;
  maxHops: number;
}

async function pathsWithin(em: Em, ends: Ends, sides: readonly [Side, Side], request: PathRequest) {
  const reached = [...reachedBy(sides)];
  const rows = await relationshipsAmong(em, reached, request.hops, maxRelationships + 1);
  const kept = rows.slice(0, maxRelationships);
  const passes = (key: string) => sides.every((one) => (one.seen.get(key)?.bar ?? null) === null);
  const hopsOf = await stepRules(em, reached, request.hops);
  const { order, first } = request;
  const { paths, isExhausted } = await enumeratePaths(kept, { ...ends, order, first, passes, hopsOf }, new Pace());
  const relationships = new Map<string, RelationshipRow>(kept.map((row) => [row.id, row]));
  return { paths, relationships, isTruncated: rows.length > maxRelationships || isExhausted };
}
