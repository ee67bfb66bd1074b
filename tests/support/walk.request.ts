import type { EdgeFilter } from "../../src/modules/graph/edge.sql.ts";
import { usualFanOut } from "../../src/modules/graph/fan-out.sql.ts";
import type { HopFilter } from "../../src/modules/graph/hop.filter.ts";
import type { WalkRequest } from "../../src/modules/graph/walk.traversal.ts";
import type { HopInput, TraversalInput } from "./oracle.ts";
import type { World } from "./oracle.world.ts";

/** A question to the oracle as the product's walks take it. */
export function walkRequest(world: Pick<World, "today">, input: TraversalInput): WalkRequest {
  const whole = edgeFilter(world, input);
  const { maxHops = 2, maxNodes = 500 } = input;
  const time = { asOf: whole.asOf, knownAt: whole.knownAt, isToday: whole.isToday };
  return {
    ...time,
    hops: Array.from({ length: maxHops }, (_, i) => hopFilter(whole, input.hops?.[i] ?? {})),
    maxNodes,
    fanOut: input.fanOut ?? usualFanOut(maxNodes).fanOut,
    fanOutOrder: input.fanOutOrder ?? "ANNUAL_AMOUNT",
    timeBudgetMs: null,
    defaultStops: input.defaultStops ?? "APPLY",
    stopAt: new Set(input.stopAt ?? []),
  };
}

export const edgeFilter = (world: Pick<World, "today">, input: TraversalInput): EdgeFilter => ({
  kinds: input.kinds?.length ? input.kinds : null,
  direction: input.direction ?? "BOTH",
  validity: input.validity ?? "CURRENT",
  asOf: input.asOf ?? world.today,
  knownAt: null,
  isToday: (input.asOf ?? world.today) === world.today,
  minConfidence: input.minConfidence ?? null,
});

function hopFilter(whole: EdgeFilter, hop: HopInput): HopFilter {
  const { region = null, industry = null, ends = "ANY" } = hop;
  return {
    ...whole,
    kinds: hop.kinds?.length ? hop.kinds : whole.kinds,
    direction: hop.direction ?? whole.direction,
    minConfidence: hop.minConfidence ?? whole.minConfidence,
    minBase: hop.minBase ?? null,
    reached: region || industry || ends !== "ANY" ? { region, industry, ends } : null,
  };
}
