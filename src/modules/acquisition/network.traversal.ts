import type { Em } from "../../database.ts";
import { crowdLimit } from "../graph/stop.sql.ts";
import type { ServedChannel } from "./acquisition.enums.ts";
import {
  type Edge,
  keysWithMoreThan,
  loadEdges,
  loadFacts,
  type NetworkFilter,
  type NodeFacts,
} from "./network.loader.ts";

/** An organization is a hub of supply from this many current supply relationships on. */
const supplyHub = 3;

/** The part of the graph that a question looks at, as far as it has been loaded. */
export class Network {
  readonly facts = new Map<string, NodeFacts>();
  /** Usable edges by either end. */
  readonly edges = new Map<string, Edge[]>();
  readonly #loaded = new Set<string>();
  readonly #passable = new Map<string, boolean>();

  constructor(
    readonly em: Em,
    readonly filter: NetworkFilter,
    readonly limit = crowdLimit,
  ) {}

  /** Adds edges under both their ends, each once. */
  add(edges: readonly Edge[]): void {
    for (const edge of edges) {
      if (this.#loaded.has(edge.id)) continue;
      this.#loaded.add(edge.id);
      for (const end of [edge.source, edge.target]) {
        const list = this.edges.get(end);
        if (list) list.push(edge);
        else this.edges.set(end, [edge]);
      }
    }
  }

  async learn(keys: Iterable<string>): Promise<void> {
    const unknown = [...new Set(keys)].filter((key) => !this.facts.has(key));
    if (!unknown.length) return;
    for (const facts of await loadFacts(this.em, unknown, this.filter)) this.facts.set(facts.key, facts);
  }

  /** Finds out which of the keys a path may go through: no masked person, no bank, nothing with too many relationships. */
  async learnPassable(keys: Iterable<string>): Promise<void> {
    const unknown = [...new Set(keys)].filter((key) => !this.#passable.has(key));
    if (!unknown.length) return;
    await this.learn(unknown);
    const candidates = unknown.filter((key) => !this.facts.get(key)!.isMasked && !this.facts.get(key)!.isBank);
    const crowded = candidates.length
      ? await keysWithMoreThan(this.em, this.limit, candidates, this.filter, null)
      : new Set();
    for (const key of unknown) this.#passable.set(key, false);
    for (const key of candidates) this.#passable.set(key, !crowded.has(key));
  }

  /** Whether a path may go through it; only asked of what learnPassable has seen. */
  passes = (key: string): boolean => this.#passable.get(key) ?? false;
}

export const otherEnd = (edge: Edge, end: string): string => (edge.source === end ? edge.target : edge.source);

/** Walks from the starting clients over anything usable, one statement a hop, and answers all that was reached. */
export async function walkFromClients(
  network: Network,
  clients: readonly string[],
  hops: number,
): Promise<Set<string>> {
  const reached = new Set(clients);
  let frontier = [...clients];
  for (let hop = 1; hop <= hops && frontier.length; hop++) {
    const edges = await loadEdges(network.em, frontier, network.filter, { kinds: null, direction: "BOTH" });
    network.add(edges);
    const fresh = new Set(edges.flatMap((edge) => [edge.source, edge.target]).filter((key) => !reached.has(key)));
    for (const key of fresh) reached.add(key);
    await network.learn(fresh);
    if (hop < hops) await network.learnPassable([...fresh, ...(hop === 1 ? clients : [])]);
    frontier = [...fresh].filter(network.passes);
  }
  await network.learn(reached);
  return reached;
}

/** Those of the keys that are a hub of each channel. */
export async function hubsAmong(
  network: Network,
  keys: Iterable<string>,
  channels: readonly ServedChannel[],
): Promise<Map<ServedChannel, string[]>> {
  const all = [...keys].map((key) => network.facts.get(key)!);
  const hubs = new Map<ServedChannel, string[]>();
  for (const channel of channels) {
    let found = all.filter((facts) => mayBeHub[channel](facts)).map((facts) => facts.key);
    if (channel === "SUPPLY_CHAIN" && found.length) {
      const supplying = await keysWithMoreThan(network.em, supplyHub - 1, found, network.filter, "SUPPLIES");
      found = found.filter((key) => supplying.has(key));
    }
    hubs.set(channel, found);
  }
  return hubs;
}

const mayBeHub: Record<ServedChannel, (facts: NodeFacts) => boolean> = {
  SUPPLY_CHAIN: ({ type }) => type === "ORGANIZATION",
  ASSOCIATION: ({ type, category }) => type === "GROUP" || category === "ASSOCIATION",
  PLATFORM: ({ type }) => type === "SCENARIO_PLATFORM",
  PERSON: ({ type, isMasked }) => type === "PERSON" && !isMasked,
};
