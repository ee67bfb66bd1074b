import { sql } from "kysely";
import type { Pace } from "../../shared/pace.ts";
import type { ServedChannel } from "./acquisition.enums.ts";
import { type Edge, loadEdges } from "./network.loader.ts";
import { type Network, otherEnd } from "./network.traversal.ts";

/** Steps from a hub to a prospect, the hub's own first. */
export type Tier = Edge[];

/** No more tiers of supply than this, however many hops are asked. */
export const maxTiers = 4;
/** Tier paths looked at for one question; beyond them the answer is truncated. */
const maxTierPaths = 200_000;

/** Which steps lead from a hub to its prospects. */
const steps = {
  SUPPLY_CHAIN: { kinds: ["SUPPLIES"], direction: "BOTH" },
  ASSOCIATION: { kinds: ["MEMBER_OF"], direction: "IN" },
  // Whoever is only a debtor in a case is nobody to win.
  PLATFORM: { kinds: ["PARTICIPATES_IN"], direction: "IN", where: sql<boolean>`r.role is distinct from 'DEBTOR'` },
  PERSON: { kinds: ["AFFILIATED_WITH", "OWNS"], direction: "OUT" },
} as const;

/** All tier paths of some hubs of one channel, by hub. */
export interface Tiers {
  byHub: Map<string, Tier[]>;
  isTruncated: boolean;
}

/** Walks from the hubs to whatever stands one step (in supply chains: up to room(hub) steps, one direction) behind them. */
export async function walkTiers(
  network: Network,
  channel: ServedChannel,
  hubs: readonly string[],
  room: (hub: string) => number,
  pace: Pace,
): Promise<Tiers> {
  const { kinds, ...step } = steps[channel];
  const first = await loadEdges(network.em, hubs, network.filter, { ...step, kinds: [...kinds] });
  await network.learn(first.flatMap((edge) => [edge.source, edge.target]));
  const tiers: Tiers = { byHub: new Map(hubs.map((hub) => [hub, []])), isTruncated: false };
  if (channel !== "SUPPLY_CHAIN") {
    for (const edge of first) tiers.byHub.get(step.direction === "IN" ? edge.target : edge.source)!.push([edge]);
    return tiers;
  }
  for (const direction of ["IN", "OUT"] as const) await walkSupply(network, direction, hubs, room, first, tiers, pace);
  return tiers;
}

/** IN: from buyer to seller, upstream; OUT: from seller to buyer, downstream. */
async function walkSupply(
  network: Network,
  direction: "IN" | "OUT",
  hubs: readonly string[],
  room: (hub: string) => number,
  first: Edge[],
  tiers: Tiers,
  pace: Pace,
): Promise<void> {
  const leaving = new Map<string, Edge[]>();
  const own = direction === "IN" ? "target" : "source";
  const add = (edges: readonly Edge[]) => {
    for (const edge of edges) {
      const list = leaving.get(edge[own]);
      if (list) list.push(edge);
      else leaving.set(edge[own], [edge]);
    }
  };
  const loaded = new Set(hubs);
  add(first.filter((edge) => loaded.has(edge[own])));
  let paths: { hub: string; tier: Tier; at: string }[] = hubs.flatMap((hub) => stepsFrom(hub, hub, [], leaving));
  for (let length = 1; paths.length; length++) {
    for (const { hub, tier } of paths) tiers.byHub.get(hub)!.push(tier);
    const open = paths.filter(({ hub }) => length < Math.min(maxTiers, room(hub)));
    const ends = new Set(open.map(({ at }) => at));
    if (!ends.size) return;
    await network.learnPassable(ends);
    const frontier = [...ends].filter((key) => network.passes(key) && !loaded.has(key));
    if (frontier.length) {
      const edges = await loadEdges(network.em, frontier, network.filter, { kinds: ["SUPPLIES"], direction });
      await network.learn(edges.flatMap((edge) => [edge.source, edge.target]));
      add(edges);
      for (const key of frontier) loaded.add(key);
    }
    const left = maxTierPaths - [...tiers.byHub.values()].reduce((sum, list) => sum + list.length, 0);
    paths = [];
    for (const { hub, tier, at } of open) {
      if (pace.isDue()) await pace.rest();
      if (network.passes(at)) paths.push(...stepsFrom(hub, at, tier, leaving));
      // Not all of them first and cut then: they may be millions.
      if (paths.length > left) break;
    }
    if (paths.length > left) {
      tiers.isTruncated = true;
      paths = paths.slice(0, Math.max(0, left));
    }
  }
}

function stepsFrom(
  hub: string,
  at: string,
  tier: Tier,
  leaving: ReadonlyMap<string, Edge[]>,
): { hub: string; tier: Tier; at: string }[] {
  const on = new Set([hub, at, ...tier.flatMap((edge) => [edge.source, edge.target])]);
  return (leaving.get(at) ?? [])
    .map((edge) => ({ hub, tier: [...tier, edge], at: otherEnd(edge, at) }))
    .filter(({ at: next }) => !on.has(next));
}
