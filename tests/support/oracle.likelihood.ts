import type { Decimal } from "decimal.js";
import {
  type Channel,
  daysBetween,
  Exact,
  noisyOr,
  type RelationshipValues,
  rounded,
  type World,
} from "./oracle.world.ts";

// How likely a prospect opens an account, and why (docs/rules.md, "Likelihood").

export interface Factor {
  name: string;
  value: number;
  contribution: number;
}

const logit = (p: number) => Math.log(p / (1 - p));
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** The likelihood that the first k factors give. */
export const likelihoodOf = (factors: Factor[], k = factors.length): number =>
  logistic(factors.slice(0, k).reduce((total, factor) => total + factor.contribution, 0));

/** The latest in force for the hub's scenario, or else for the channel at large. */
export function priorOf(world: World, channel: Channel, scenario: string | null, day: string): number {
  const inForce = world.priors.filter((row) => row.channel === channel && row.validFrom <= day);
  inForce.sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const own = inForce.filter((row) => row.scenario === scenario).at(-1);
  const row = own ?? inForce.filter((one) => one.scenario === null).at(-1);
  if (!row) throw new Error(`No prior for ${channel}`);
  return row.probability;
}

/** `withoutLast`: of each introducer's best path the product of its confidences without the last step, best first. */
export function factorsOf(
  prior: number,
  last: RelationshipValues,
  day: string,
  amountOfAll: Decimal,
  withoutLast: Decimal[],
): Factor[] {
  const recency = last.lastObservedOn === null ? 0 : 0.5 ** (daysBetween(last.lastObservedOn, day) / 365);
  const share = amountOfAll.isZero() ? 0 : new Exact(last.baseAmount).div(amountOfAll);
  const factor = (name: string, raw: Decimal.Value, weight: number, reference: number): Factor => {
    const value = rounded(raw, 6);
    return { name, value, contribution: weight * (value - reference) };
  };
  return [
    { name: "prior", value: rounded(prior, 6), contribution: logit(rounded(prior, 6)) },
    factor("confidence", last.confidence, 1, 0.5),
    factor("recency", recency, 0.8, 0.5),
    factor("shareOfAmount", share, 1.5, 0),
    factor("independentPaths", noisyOr(withoutLast.slice(0, 20)), 1, 0.5),
  ];
}

/** In accounts: what each factor adds to the sum of likelihoods when the factors come in one after another. */
export function explainTogether(explanations: Factor[][]): Factor[] {
  const expected = (k: number) => explanations.reduce((total, factors) => total + likelihoodOf(factors, k), 0);
  return explanations[0]!.map(({ name }, k) => ({
    name,
    value: explanations.reduce((total, factors) => total + factors[k]!.value, 0) / explanations.length,
    contribution: k === 0 ? expected(1) : expected(k + 1) - expected(k),
  }));
}
