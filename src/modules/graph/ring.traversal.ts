import type { Em } from "../../database.ts";
import { Pace } from "../../shared/pace.ts";
import type { EdgeFilter } from "./edge.sql.ts";
import { maskedAmong } from "./entity.loader.ts";
import { nextLevel } from "./frontier.traversal.ts";
import { relationshipsAmong } from "./neighborhood.traversal.ts";
import { enumerateRings, type FoundRing } from "./ring.enumeration.ts";

/** A question for rings, checked and resolved. */
export interface RingRequest extends Omit<EdgeFilter, "direction" | "kinds"> {
  maxLength: number;
  maxNodes: number;
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
  const filter = { ...request, kinds: ["GUARANTEES" as const] };
  const reached = new Set([of]);
  let isTruncated = false;
  const out = Math.floor(request.maxLength / 2);
  for (const [direction, hops] of [
    ["OUT", out],
    ["IN", request.maxLength - out - 1],
  ] as const) {
    const seen = new Set([of]);
    let level = [of];
    for (let hop = 1; hop <= hops && level.length; hop++) {
      const room = request.maxNodes - reached.size;
      const { taken, clipped } = await nextLevel(em, level, seen, Math.max(0, room), { ...filter, direction });
      isTruncated ||= clipped.size > 0;
      for (const key of taken) reached.add(key) && seen.add(key);
      level = taken;
    }
  }
  const rows = await relationshipsAmong(em, [...reached], filter, maxRelationships + 1);
  const masked = await maskedAmong(em, [...reached]);
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
