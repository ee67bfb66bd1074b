import type { Context } from "../../context.ts";
import { confidenceAsked, dayAsked, prefixAsked, type TimeAsked } from "../../shared/asked.ts";
import { badInput } from "../../shared/errors.ts";
import { keysOf } from "../../shared/ids.ts";
import { amountAsked, inCny } from "./base-amount.loader.ts";
import { loadEntityAt } from "./entity.loader.ts";
import type { EntityType } from "./entity.type.ts";
import { usualFanOut } from "./fan-out.sql.ts";
import type { HopFilter } from "./hop.filter.ts";
import { standingOf } from "./merged.service.ts";
import { kindsAsked } from "./relationship.args.ts";
import { type HopFilterInput, TraversalInput } from "./traversal.type.ts";
import { timeBudgetAsked, within } from "./walk.input.ts";
import type { FoundStop, WalkRequest } from "./walk.traversal.ts";

const usual = {
  direction: "BOTH",
  maxHops: 2,
  validity: "CURRENT",
  maxNodes: 500,
  fanOutOrder: "ANNUAL_AMOUNT",
  defaultStops: "APPLY",
} as const;

/** A traversal's input checked and resolved. Throws BAD_INPUT and CURRENCY_UNKNOWN, which name the field. */
export async function walkAsked(context: Context, input: TraversalInput | null): Promise<WalkRequest> {
  const asked = input ?? Object.assign(new TraversalInput(), usual);
  const maxHops = within("maxHops", asked.maxHops, 1, 6);
  const maxNodes = within("maxNodes", asked.maxNodes, 1, 5_000);
  if ((asked.stopAt?.length ?? 0) > 1_000) throw badInput("stopAt holds more than 1,000.");
  if ((asked.hops?.length ?? 0) > maxHops) throw badInput("hops holds more than maxHops.");
  const time = dayAsked(context, asked.asOf, asked.knownAt);
  const whole: HopFilter = {
    kinds: kindsAsked(asked.kinds),
    direction: asked.direction,
    validity: asked.validity,
    minConfidence: confidenceAsked(asked.minConfidence),
    ...time,
    minBase: null,
    reached: null,
  };
  const hops = Array.from({ length: maxHops }, (_, i) => hopAsked(context, whole, asked.hops?.[i], i, maxHops));
  return {
    ...time,
    hops: await Promise.all(hops),
    maxNodes,
    fanOut: within("fanOut", asked.fanOut ?? usualFanOut(maxNodes).fanOut, 1, 20_000),
    fanOutOrder: asked.fanOutOrder,
    timeBudgetMs: timeBudgetAsked(asked.timeBudgetMs),
    defaultStops: asked.defaultStops,
    stopAt: await standingOf(context.em, keysOf("entity", asked.stopAt ?? [], "stopAt"), time),
  };
}

async function hopAsked(
  context: Context,
  whole: HopFilter,
  asked: HopFilterInput | undefined,
  place: number,
  maxHops: number,
): Promise<HopFilter> {
  if (!asked) return whole;
  const name = `hops.${place}`;
  const ends = asked.ends ?? "ANY";
  if (ends !== "ANY" && place + 1 < maxHops)
    throw badInput(`${name}.ends: only the last hop, which maxHops says, may lead to clients or to others alone.`);
  const region = prefixAsked("region", asked.region, name);
  const industry = prefixAsked("industry", asked.industry, name);
  const money = await amountAsked(context.em, `${name}.minAnnualAmount`, asked.minAnnualAmount);
  return {
    ...whole,
    kinds: kindsAsked(asked.kinds) ?? whole.kinds,
    direction: asked.direction ?? whole.direction,
    minConfidence: confidenceAsked(asked.minConfidence, `${name}.minConfidence`) ?? whole.minConfidence,
    minBase: money && (await inCny(context.em, money, whole.asOf)),
    reached: region || industry || ends !== "ANY" ? { region, industry, ends } : null,
  };
}

/** Stops as they are answered. */
export const dressStops = (context: Context, stops: readonly FoundStop[], time: TimeAsked) =>
  Promise.all(
    stops.map(async ({ key, hop, reason }) => ({
      entity: (await loadEntityAt(context, key, time)) as EntityType,
      hop,
      reason,
    })),
  );
