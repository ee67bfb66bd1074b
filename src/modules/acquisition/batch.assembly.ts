import { LRUCache } from "lru-cache";
import type { Pace } from "../../shared/pace.ts";
import { compareKeys } from "../graph/computed.page.ts";
import type { ServedChannel } from "./acquisition.enums.ts";
import { compareTrails, introducersOf, nodesOf, type Trail } from "./introducer.path.ts";
import { explainBatch, type Factor, noisyOr, roundedTo, type Score, scoreProspect } from "./likelihood.score.ts";
import type { Edge } from "./network.loader.ts";
import { type Network, otherEnd } from "./network.traversal.ts";
import type { Tier } from "./tier.traversal.ts";

/** A path from an introducer through the hub to a prospect: where it starts, and the edges walked. */
export interface FullPath {
  client: string;
  edges: Edge[];
  confidence: number;
  /** The confidence as it is compared: rounded to 12 decimals. */
  strength: number;
}
export interface ScoredProspect extends Score {
  key: string;
  /** The likelihood as it is compared: rounded to 9 decimals. */
  rank: number;
  /** The best path of each introducer, strongest first, at most 100. */
  paths: FullPath[];
}
/** A batch before it is dressed for the API. */
export interface Batch {
  hub: string;
  channel: ServedChannel;
  /** Every introducer's best path to the hub, strongest first. */
  introducers: Trail[];
  /** Likeliest first, then by key. */
  prospects: ScoredProspect[];
  clientCount: number;
  expectedAccounts: number;
  explanation: Factor[];
  /** Ids of the relationships between hub and prospects that annualAmounts adds up, and their sum in CNY cents for ordering. */
  amountEdges: string[];
  cents: bigint;
}

interface Setting {
  network: Network;
  clients: ReadonlySet<string>;
  maxHops: number;
  asOf: string;
  pace: Pace;
}
/** Best trails of the introducers by the most steps allowed, as introducersOf answers. */
type Layers = Map<string, Trail>[];

const keptPaths = 100;
const independentPaths = 20;

/** The batch of one hub and channel out of its tier paths; null when it makes no prospect reachable. */
export async function assembleBatch(
  setting: Setting,
  hub: string,
  channel: ServedChannel,
  layers: Layers,
  tiers: readonly Tier[],
  prior: number,
): Promise<Batch | null> {
  const { network } = setting;
  const ways = new Ways(setting, hub, layers);
  const reached = [...(await pathsByProspect(setting, hub, tiers, ways))];
  if (!reached.length) return null;
  const total = reached.reduce((sum, [, paths]) => sum + lastStep(paths[0]!).cents, 0n);
  const prospects = reached
    .map(([key, paths]) => {
      const { likelihood, explanation } = scoreProspect(prior, factsOf(paths, total, setting.asOf));
      return { key, paths, likelihood, explanation, rank: roundedTo(9, likelihood) };
    })
    .sort(byLikelihood);
  const neighbours = new Map(
    tiers.filter((tier) => tier.length === 1).map(([edge]) => [edge!, otherEnd(edge!, hub)] as const),
  );
  const isProspect = new Set(prospects.map((prospect) => prospect.key));
  const between = [...neighbours].filter(([, key]) => isProspect.has(key)).map(([edge]) => edge);
  return {
    hub,
    channel,
    introducers: [...layers.at(-1)!.values()].sort(compareTrails),
    prospects,
    clientCount: new Set([...neighbours.values()].filter((key) => network.facts.get(key)!.isClient)).size,
    expectedAccounts: prospects.reduce((sum, prospect) => sum + prospect.likelihood, 0),
    explanation: explainBatch(prospects),
    amountEdges: between.map((edge) => edge.id),
    cents: between.reduce((sum, edge) => sum + edge.cents, 0n),
  };
}

export const byLikelihood = (a: ScoredProspect, b: ScoredProspect): number =>
  b.rank - a.rank || compareKeys(a.key, b.key);

export const lastStep = (path: FullPath): Edge => path.edges.at(-1)!;

function factsOf(paths: readonly FullPath[], total: bigint, asOf: string) {
  const last = lastStep(paths[0]!);
  const age =
    last.lastObservedOn === null
      ? Number.POSITIVE_INFINITY
      : (Date.parse(asOf) - Date.parse(last.lastObservedOn)) / 86_400_000;
  const withoutLast = paths
    .slice(0, independentPaths)
    .map((path) => path.edges.slice(0, -1).reduce((c, edge) => c * edge.confidence, 1));
  return {
    confidence: last.confidence,
    recency: 0.5 ** (age / 365),
    shareOfAmount: total === 0n ? 0 : Number((last.cents * 1_000_000_000_000n) / total) / 1e12,
    independentPaths: noisyOr(withoutLast),
  };
}

/** The best trails of the introducers by the most steps allowed, and the entities that those of each number of steps go through. */
interface Avoiding {
  layers: Layers;
  used: Map<number, Set<string>>;
  sorted: Map<number, Trail[]>;
}

/** The ways from introducers to the hub that leave a tier path's own entities alone. */
class Ways {
  // Few at a time: each holds a trail of every client.
  readonly #known = new LRUCache<string, Avoiding>({ max: 100 });
  readonly #open: Avoiding;

  constructor(
    readonly setting: Setting,
    readonly hub: string,
    layers: Layers,
  ) {
    this.#open = { layers, used: new Map(), sorted: new Map() };
  }

  /**
   * At most 100, strongest first. What is in the way is avoided bit by bit: a best trail that leaves all of the tier's entities alone is the
   * best of those that must, whatever else was forbidden to it; so tiers that meet the same few entities share one search.
   */
  async to(tier: Tier): Promise<Trail[]> {
    const steps = this.setting.maxHops - tier.length;
    if (steps < 0) return [];
    const taken = new Set(tier.flatMap((edge) => [edge.source, edge.target]));
    taken.delete(this.hub);
    const avoided = new Set<string>();
    for (;;) {
      const ways = avoided.size ? await this.#avoiding(avoided) : this.#open;
      const used = memo(
        ways.used,
        steps,
        () => new Set([...ways.layers[steps]!.values()].flatMap((t) => [...nodesOf(t)])),
      );
      const inTheWay = [...taken].filter((key) => used.has(key));
      if (!inTheWay.length)
        return memo(ways.sorted, steps, () =>
          [...ways.layers[steps]!.values()].sort(compareTrails).slice(0, keptPaths),
        );
      for (const key of inTheWay) avoided.add(key);
    }
  }

  async #avoiding(avoided: ReadonlySet<string>): Promise<Avoiding> {
    const mark = [...avoided].sort().join();
    const known = this.#known.get(mark);
    if (known) return known;
    const { network, clients, maxHops, pace } = this.setting;
    const layers = await introducersOf(network, this.hub, clients, maxHops - 1, pace, avoided);
    const found = { layers, used: new Map(), sorted: new Map() };
    this.#known.set(mark, found);
    return found;
  }
}

function memo<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

/** The best path of each introducer to each prospect, strongest first. */
async function pathsByProspect(
  { network, pace }: Setting,
  hub: string,
  tiers: readonly Tier[],
  ways: Ways,
): Promise<Map<string, FullPath[]>> {
  const byProspect = new Map<string, Tier[]>();
  for (const tier of tiers) {
    const end = tier.reduce((at, edge) => otherEnd(edge, at), hub);
    if (!network.facts.get(end)!.isProspect) continue;
    const known = byProspect.get(end);
    if (known) known.push(tier);
    else byProspect.set(end, [tier]);
  }
  const paths = new Map<string, FullPath[]>();
  for (const [key, reaching] of byProspect) {
    const best = new Map<string, FullPath>();
    for (const tier of reaching) {
      if (pace.isDue()) await pace.rest();
      const certainty = tier.reduce((c, edge) => c * edge.confidence, 1);
      for (const trail of await ways.to(tier)) {
        const known = best.get(trail.at);
        // Clearly weaker: not worth putting together, and most are.
        if (known && trail.confidence * certainty < known.strength - 1e-9) continue;
        const path = joined(trail, tier);
        if (!known || comparePaths(path, known) < 0) best.set(trail.at, path);
      }
    }
    if (best.size) paths.set(key, [...best.values()].sort(comparePaths).slice(0, keptPaths));
  }
  return paths;
}

function joined(trail: Trail, tier: Tier): FullPath {
  const edges: Edge[] = [];
  for (let t: Trail | null = trail; t?.edge; t = t.next) edges.push(t.edge);
  edges.push(...tier);
  const confidence = edges.reduce((c, edge) => c * edge.confidence, 1);
  return { client: trail.at, edges, confidence, strength: roundedTo(12, confidence) };
}

/** As compareTrails, for whole paths. */
export function comparePaths(a: FullPath, b: FullPath): number {
  if (a.strength !== b.strength) return b.strength - a.strength;
  if (a.edges.length !== b.edges.length) return a.edges.length - b.edges.length;
  const i = a.edges.findIndex((edge, at) => edge.id !== b.edges[at]!.id);
  return i < 0 ? 0 : compareKeys(a.edges[i]!.id, b.edges[i]!.id);
}
