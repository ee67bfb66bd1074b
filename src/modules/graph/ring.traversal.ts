import type { Em } from "../../database.ts";
import { Pace } from "../../shared/pace.ts";
import { TimeBudget } from "../../shared/request.ts";
import { relationshipsAmong } from "./among.loader.ts";
import type { EdgeFilter } from "./edge.sql.ts";
import { usualFanOut } from "./fan-out.sql.ts";
import { nextLevel } from "./frontier.traversal.ts";
import { enumerateRings, type FoundRing } from "./ring.enumeration.ts";

/** A question for rings, checked and resolved. */
export interface RingRequest extends Omit<EdgeFilter, "direction" | "kinds"> {
  maxLength: number;
  maxNodes: number;
  timeBudgetMs: number | null;
}
export interface FoundRings {
  rings: FoundRing[];
  isTruncated: boolean;
  exploredCount: number;
}

const maxRelationships = 20_000;

/**
 * Rings of guarantees through an entity: docs/rules.md, "Guarantee rings". Half a ring is walked each way, one statement a hop; what a
 * ring can stand on was then reached from one side or the other.
 */
export async function findRings(em: Em, of: string, request: RingRequest): Promise<FoundRings> {
  const filter = { ...request, kinds: ["GUARANTEES" as const], reached: null };
  const bounds = { ...usualFanOut(request.maxNodes), stopAt: new Set<string>(), defaultStops: "IGNORE" as const };
  const budget = new TimeBudget(request.timeBudgetMs);
  const reached = new Set([of]);
  const masked = new Set<string>();
  let isTruncated = false;
  const out = Math.floor(request.maxLength / 2);
  for (const [direction, hops] of [
    ["OUT", out],
    ["IN", request.maxLength - out - 1],
  ] as const) {
    const seen = new Set([of]);
    let level = [of];
    for (let hop = 1; hop <= hops && level.length; hop++) {
      const room = Math.max(0, request.maxNodes - reached.size);
      const frontier = { open: level, stops: [] };
      const found = await budget.spend(() => nextLevel(em, frontier, seen, room, { ...filter, direction }, bounds));
      isTruncated ||= !found || found.clipped.length > 0;
      const taken = found?.taken ?? [];
      for (const { entity, bar } of taken) {
        reached.add(entity);
        seen.add(entity);
        if (bar) masked.add(entity);
      }
      level = taken.filter(({ bar }) => !bar).map(({ entity }) => entity);
    }
  }
  const rows = await relationshipsAmong(em, [...reached], [filter], maxRelationships + 1);
  const open = rows
    .slice(0, maxRelationships)
    .filter((row) => !masked.has(row.source_id) && !masked.has(row.target_id));
  const { rings, isExhausted } = await enumerateRings(open, of, request.maxLength, new Pace());
  return {
    rings,
    isTruncated: isTruncated || rows.length > maxRelationships || isExhausted,
    exploredCount: reached.size,
  };
}
