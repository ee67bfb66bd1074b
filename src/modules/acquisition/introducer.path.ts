import type { Pace } from "../../shared/pace.ts";
import { roundedTo } from "./likelihood.score.ts";
import type { Edge } from "./network.loader.ts";
import { type Network, otherEnd } from "./network.traversal.ts";

/** A path that ends at a hub, as a list from its start: the step leaves `at` over `edge`. The hub itself has no step. */
export interface Trail {
  at: string;
  edge: Edge | null;
  next: Trail | null;
  length: number;
  confidence: number;
  /** The confidence as it is compared: rounded to 12 decimals. */
  strength: number;
}

/** Strongest first, then shortest, then by relationship ids: docs/rules.md, "Best path". */
export function compareTrails(a: Trail, b: Trail): number {
  if (a.strength !== b.strength) return b.strength - a.strength;
  if (a.length !== b.length) return a.length - b.length;
  for (let x: Trail | null = a, y: Trail | null = b; x?.edge && y?.edge; x = x.next, y = y.next) {
    if (x.edge.id !== y.edge.id) return BigInt(x.edge.id) < BigInt(y.edge.id) ? -1 : 1;
  }
  return 0;
}

/** The nodes of a trail, its start first, the hub last. */
export function* nodesOf(trail: Trail | null): Generator<string> {
  for (let t = trail; t; t = t.next) yield t.at;
}

/**
 * The best trail from each starting client to the hub, by the most steps it may have: element k allows k steps. Layer by layer from
 * the hub; a best walk is simple by itself, since cutting a loop out of it makes it shorter and no weaker.
 */
export async function introducersOf(
  network: Network,
  hub: string,
  clients: ReadonlySet<string>,
  maxSteps: number,
  pace: Pace,
  without?: ReadonlySet<string>,
): Promise<Map<string, Trail>[]> {
  const start: Trail = { at: hub, edge: null, next: null, length: 0, confidence: 1, strength: 1 };
  let best = new Map<string, Trail>([[hub, start]]);
  let changed = [start];
  const layers = [startingAt(best, clients)];
  for (let k = 1; k <= maxSteps; k++) {
    const grown = new Map(best);
    for (const trail of changed) {
      if (pace.isDue()) await pace.rest();
      if (trail.at !== hub && !network.passes(trail.at)) continue;
      for (const edge of network.edges.get(trail.at) ?? []) {
        const at = otherEnd(edge, trail.at);
        if (at === hub || without?.has(at)) continue;
        const confidence = trail.confidence * edge.confidence;
        const longer: Trail = {
          at,
          edge,
          next: trail,
          length: trail.length + 1,
          confidence,
          strength: roundedTo(12, confidence),
        };
        const known = grown.get(at);
        if (!known || compareTrails(longer, known) < 0) grown.set(at, longer);
      }
    }
    changed = [...grown.values()].filter((trail) => best.get(trail.at) !== trail);
    best = grown;
    layers.push(startingAt(best, clients));
  }
  return layers;
}

const startingAt = (best: ReadonlyMap<string, Trail>, clients: ReadonlySet<string>): Map<string, Trail> =>
  new Map([...best].filter(([key]) => clients.has(key)));
