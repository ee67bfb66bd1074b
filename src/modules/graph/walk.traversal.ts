import type { Em } from "../../database.ts";
import { TimeBudget } from "../../shared/request.ts";
import type { FanOut } from "./fan-out.sql.ts";
import { nextLevel } from "./frontier.traversal.ts";
import type { HopFilter } from "./hop.filter.ts";
import type { FoundStep } from "./path.enumeration.ts";
import type { AsOf } from "./relationship.sql.ts";
import type { StopRequest, WalkStopReason } from "./stop.sql.ts";

/** How far and through what a walk goes. */
export interface WalkRequest extends AsOf, FanOut, StopRequest {
  /** What each hop may use, one for each of at most so many hops. */
  hops: readonly HopFilter[];
  maxNodes: number;
  /** What the hops together may take; null: what the request may. */
  timeBudgetMs: number | null;
}
export interface WalkedNode {
  key: string;
  hop: number;
  isClipped: boolean;
  /** The step that led here, and from where; null: the start. */
  step: FoundStep | null;
  from: WalkedNode | null;
}
/** A stop behind which there is more. */
export interface FoundStop {
  key: string;
  hop: number;
  reason: WalkStopReason;
}
export interface Walk {
  nodes: Map<string, WalkedNode>;
  stops: FoundStop[];
  /** The first hop at which entities were left out; null: none were. */
  truncatedAtHop: number | null;
}

/**
 * Everything within some hops of an entity, level by level, one statement a hop: docs/rules.md, "Neighborhood". `inOrder` puts a level in the
 * order in which its entities are walked on from, which decides by which step of several an entity is reached.
 */
export async function walkLevels(
  em: Em,
  of: string,
  request: WalkRequest,
  inOrder: (level: WalkedNode[]) => WalkedNode[] = (level) => level,
): Promise<Walk> {
  const start: WalkedNode = { key: of, hop: 0, isClipped: false, step: null, from: null };
  const walk: Walk = { nodes: new Map([[of, start]]), stops: [], truncatedAtHop: null };
  const budget = new TimeBudget(request.timeBudgetMs);
  let open = [start];
  let stops = new Map<string, FoundStop>();
  for (const [i, filter] of request.hops.entries()) {
    const hop = i + 1;
    const room = request.maxNodes - walk.nodes.size;
    if (!open.length && (!stops.size || room <= 0)) break;
    const frontier = { open: inOrder(open).map(({ key }) => key), stops: [...stops.keys()] };
    const level =
      room > 0 ? await budget.spend(() => nextLevel(em, frontier, walk.nodes.keys(), room, filter, request)) : null;
    if (!level) {
      for (const node of open) node.isClipped = true;
      walk.truncatedAtHop ??= hop;
      break;
    }
    for (const key of level.clipped) walk.nodes.get(key)!.isClipped = true;
    if (level.clipped.length) walk.truncatedAtHop ??= hop;
    const cutting = new Set(level.cutting);
    walk.stops.push(...[...stops.values()].filter(({ key }) => cutting.has(key)));
    open = [];
    stops = new Map();
    for (const { entity, from, bar, ...step } of level.taken) {
      const isClipped = bar !== null && hop < request.hops.length;
      const node = { key: entity, hop, isClipped, step: { ...step, entity }, from: walk.nodes.get(from)! };
      walk.nodes.set(entity, node);
      if (bar === null) open.push(node);
      else if (bar !== "MASKED") stops.set(entity, { key: entity, hop, reason: bar });
    }
  }
  return walk;
}
