import type { Pace } from "../../shared/pace.ts";
import { compareKeys, compareSequences } from "./computed.page.ts";
import { findCycles } from "./cycle.search.ts";
import type { Holding, OwnershipNetwork } from "./ownership.traversal.ts";

/** A chain by its last step; `before` is the chain without it. product: of shares in millionths, so in 10^(6 × length)ths. */
export interface Chain {
  holding: Holding;
  before: Chain | null;
  length: number;
  product: bigint | null;
}
export interface Stake {
  entity: string;
  /** Null: no chain's share is known. */
  combinedShare: number | null;
  isPartlyUnknown: boolean;
  isUltimate: boolean;
  isInCycle: boolean;
  chainCount: number;
  /** The first five. */
  chains: Chain[];
}
export interface Ownership {
  /** In their order. */
  stakes: Stake[];
  cycles: string[][];
  truncatedAtHop: number | null;
}

const maxSteps = 200_000;
const maxChains = 5;
const maxDepth = 20;
const whole = 10n ** BigInt(6 * maxDepth);

/** All chains from an entity among what was loaded, by length, and what they add up to for each entity that they lead to. */
export async function followOwnership(
  network: OwnershipNetwork,
  of: string,
  depth: number,
  pace: Pace,
): Promise<Ownership> {
  const leaving = leavingOf(network);
  const cycles = findCycles(network.entities, network.holdings);
  const circular = new Set(cycles.flat());
  const sums = new Map<string, bigint>();
  const stakes = new Map<string, Stake>();
  let truncatedAtHop = network.truncatedAtHop;
  const cutAt = (hop: number) => {
    truncatedAtHop = Math.min(truncatedAtHop ?? hop, hop);
  };

  let level: (Chain | null)[] = [null];
  let taken = 0;
  for (let length = 1; level.length && taken <= maxSteps; length++) {
    const longer: Chain[] = [];
    for (const before of level) {
      for (const holding of leaving.get(before?.holding.to ?? of) ?? []) {
        if (taken > maxSteps) break;
        taken++;
        if (pace.isDue()) await pace.rest();
        if (holding.to === of || isOn(before, holding.to)) continue;
        if (length > depth) cutAt(length);
        else if (network.entities.has(holding.to)) longer.push(extended(before, holding, length));
      }
    }
    if (taken > maxSteps) cutAt(length);
    for (const chain of longer) count(stakes, sums, chain);
    level = longer;
  }
  for (const stake of stakes.values()) {
    const sum = sums.get(stake.entity);
    stake.combinedShare = sum === undefined ? null : shareOf(sum < whole ? sum : whole);
    stake.isInCycle = circular.has(stake.entity);
    stake.isUltimate = network.expanded.has(stake.entity) && !leaving.has(stake.entity);
  }
  return { stakes: [...stakes.values()].sort(byShare), cycles: cycles.slice(0, 20), truncatedAtHop };
}

/** Keys of a chain's relationships, in walking order. */
export function relationshipsOf(chain: Chain): string[] {
  const keys: string[] = [];
  for (let at: Chain | null = chain; at; at = at.before) keys.push(at.holding.relationship);
  return keys.reverse();
}

/** A chain's share, 0 to 1; null: unknown. */
export const chainShare = ({ product, length }: Chain): number | null =>
  product === null ? null : shareOf(scaled(product, length));

/** Where a stake stands in the order: its share, -1 for an unknown one, and its first chain. */
export const placeOf = (stake: Stake): [number, string] => [
  stake.combinedShare ?? -1,
  relationshipsOf(stake.chains[0]!).join("-"),
];
export const comparePlaces = (a: [number, string], b: [number, string]): number =>
  b[0] - a[0] || compareSequences(a[1].split("-"), b[1].split("-"));
const byShare = (a: Stake, b: Stake): number => comparePlaces(placeOf(a), placeOf(b));

const scaled = (product: bigint, length: number): bigint => product * 10n ** BigInt(6 * (maxDepth - length));
/** Rounded to nine decimals, halves up. */
const shareOf = (sum: bigint): number => Number((sum * 2_000_000_000n + whole) / (whole * 2n)) / 1e9;

/** Holdings that lead to another entity, by where they start, each list by key: so chains come by the keys of theirs. */
function leavingOf({ holdings }: OwnershipNetwork): Map<string, Holding[]> {
  const leaving = new Map<string, Holding[]>();
  for (const holding of holdings) {
    if (holding.from === holding.to) continue;
    const own = leaving.get(holding.from);
    if (own) own.push(holding);
    else leaving.set(holding.from, [holding]);
  }
  for (const own of leaving.values()) own.sort((a, b) => compareKeys(a.relationship, b.relationship));
  return leaving;
}

function isOn(chain: Chain | null, entity: string): boolean {
  for (let at = chain; at; at = at.before) if (at.holding.to === entity) return true;
  return false;
}

function extended(before: Chain | null, holding: Holding, length: number): Chain {
  const known = before ? before.product : 1n;
  const product = known === null || holding.share === null ? null : known * holding.share;
  return { holding, before, length, product };
}

function count(stakes: Map<string, Stake>, sums: Map<string, bigint>, chain: Chain): void {
  const entity = chain.holding.to;
  let stake = stakes.get(entity);
  if (!stake) {
    stake = {
      entity,
      combinedShare: null,
      isPartlyUnknown: false,
      isUltimate: false,
      isInCycle: false,
      chainCount: 0,
      chains: [],
    };
    stakes.set(entity, stake);
  }
  stake.chainCount++;
  if (stake.chains.length < maxChains) stake.chains.push(chain);
  if (chain.product === null) stake.isPartlyUnknown = true;
  else sums.set(entity, (sums.get(entity) ?? 0n) + scaled(chain.product, chain.length));
}
