import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { Heap } from "../../shared/heap.ts";
import type { Pace } from "../../shared/pace.ts";
import type { RelationshipAmong } from "./among.loader.ts";
import { compareSequences } from "./computed.page.ts";

export const PathOrder = defineEnum("PathOrder", "Which paths come first.", {
  LENGTH: "The shortest; ties by the ids of their relationships.",
  CONFIDENCE:
    "The most certain: the product of the confidences of the steps; ties by length, then by the ids of their relationships. All lengths are looked through first.",
});
export type PathOrder = EnumValue<typeof PathOrder>;

/** One step of a path: the relationship, the way it is walked, and where it leads. */
export interface FoundStep {
  relationship: string;
  direction: "OUT" | "IN";
  entity: string;
}
export type FoundPath = FoundStep[];

interface Search {
  from: string;
  to: string;
  maxHops: number;
  first: number;
  order: PathOrder;
  /** Whether hop n (from 0) may use a relationship that way; bit n. */
  hopsOf(row: RelationshipAmong, direction: "OUT" | "IN", to: string): number;
  /** Whether a path may go through an entity; ends are not asked. */
  passes(key: string): boolean;
}

/** What a path is worth: a product of confidences in units of `unit` per hop, then its length. */
interface Worth {
  product: bigint;
  length: number;
}
/** A way on: what it may be worth, and the fewest steps of any: what is worth nothing at all is told apart by its length alone. */
interface Way extends Worth {
  fewest: number;
}
type Step = FoundStep & { hops: number; weight: bigint };
/** A path begun, with the most that it may come to. */
interface Begun extends Worth {
  steps: readonly Step[];
  ids: readonly string[];
  /** The product of its steps. */
  own: bigint;
  isDone: boolean;
}

const maxSteps = 200_000;
const unit = 10n ** 12n;

/**
 * The first simple paths among the given relationships, best first. What may still be added to a path is at most the best way on that may
 * pass an entity twice, so whichever is done and worth as much as anything begun may come to is the next. isExhausted: the search gave up after
 * 200,000 steps, so there may be more; those found are the first all the same.
 */
export async function enumeratePaths(
  rows: readonly RelationshipAmong[],
  search: Search,
  pace: Pace,
): Promise<{ paths: FoundPath[]; isExhausted: boolean }> {
  const steps = stepsByEntity(rows, search);
  const ways = waysOn(steps, search);
  const begun = new Heap<Begun>(byPromise);
  const paths: FoundPath[] = [];
  let taken = 0;
  const begin = (steps: readonly Step[], own: bigint, at: string) => {
    const way = ways[steps.length]!.get(at);
    if (!way) return;
    const ids = steps.map((step) => step.relationship);
    const isDone = at === search.to;
    begun.push({ steps, ids, own, isDone, ...joined(own, way, steps.length) });
  };
  begin([], 1n, search.from);
  for (let best = begun.pop(); best && paths.length < search.first; best = begun.pop()) {
    if (best.isDone) {
      paths.push(best.steps.map(({ relationship, direction, entity }) => ({ relationship, direction, entity })));
      continue;
    }
    const at = best.steps.at(-1)?.entity ?? search.from;
    for (const step of steps.get(at) ?? []) {
      if (++taken > maxSteps) return { paths, isExhausted: true };
      const isSimple = step.entity !== search.from && best.steps.every(({ entity }) => entity !== step.entity);
      if (isSimple && step.hops & (1 << best.steps.length))
        begin([...best.steps, step], best.own * step.weight, step.entity);
    }
    if (pace.isDue()) await pace.rest();
  }
  return { paths, isExhausted: false };
}

const joined = (own: bigint, way: Way, steps: number): Worth => ({
  product: own * way.product,
  length: steps + (own === 0n ? way.fewest : way.length),
});

/** Best first; of equals the one whose relationships come first, and a beginning before what goes on from it. */
function byPromise(a: Begun, b: Begun): number {
  if (a.product !== b.product) return a.product > b.product ? -1 : 1;
  if (a.length !== b.length) return a.length - b.length;
  const common = Math.min(a.ids.length, b.ids.length);
  return compareSequences(a.ids.slice(0, common), b.ids.slice(0, common)) || a.ids.length - b.ids.length;
}

function listAt<Value>(lists: Map<string, Value[]>, key: string): Value[] {
  const list = lists.get(key) ?? [];
  if (!list.length) lists.set(key, list);
  return list;
}

function stepsByEntity(rows: readonly RelationshipAmong[], search: Search): Map<string, Step[]> {
  const steps = new Map<string, Step[]>();
  for (const row of rows) {
    if (row.source_id === row.target_id) continue;
    const weight = search.order === "CONFIDENCE" ? BigInt(Math.round(row.confidence * Number(unit))) : unit;
    for (const [direction, at, entity] of [
      ["OUT", row.source_id, row.target_id],
      ["IN", row.target_id, row.source_id],
    ] as const) {
      const hops = search.hopsOf(row, direction, entity);
      if (hops) listAt(steps, at).push({ relationship: row.id, direction, entity, hops, weight });
    }
  }
  return steps;
}

/** The best way from each entity to the target after each number of hops, one that may pass an entity twice; absent: there is none. */
function waysOn(steps: ReadonlyMap<string, Step[]>, search: Search): Map<string, Way>[] {
  const ways: Map<string, Way>[] = [];
  for (let hop = search.maxHops; hop >= 0; hop--) {
    const here = new Map<string, Way>();
    const next = ways[0];
    for (const [at, list] of next ? steps : []) {
      if (at === search.to || (at !== search.from && !search.passes(at))) continue;
      for (const step of list) {
        const on = step.hops & (1 << hop) ? next!.get(step.entity) : undefined;
        if (!on) continue;
        const worth = joined(step.weight, on, 1);
        const best = here.get(at) ?? { ...worth, fewest: on.fewest + 1 };
        const isBetter = worth.product > best.product || (worth.product === best.product && worth.length < best.length);
        here.set(at, { ...(isBetter ? worth : best), fewest: Math.min(best.fewest, on.fewest + 1) });
      }
    }
    here.set(search.to, { product: unit ** BigInt(search.maxHops - hop), length: 0, fewest: 0 });
    ways.unshift(here);
  }
  return ways;
}
