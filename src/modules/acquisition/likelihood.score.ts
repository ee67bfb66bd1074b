/** What is known of one prospect; docs/rules.md, "Likelihood", says where each value comes from. */
export interface ProspectFacts {
  /** Confidence of the last step of its strongest path, 0 to 1. */
  confidence: number;
  /** 0.5 ^ (days since that step was last observed / 365); 0 when never. */
  recency: number;
  /** Its part of what flows between the hub and the batch's prospects, 0 to 1. */
  shareOfAmount: number;
  /** Noisy-or over the ways to it, one per introducer, 0 to 1. */
  independentPaths: number;
}
export type FactorName = keyof ProspectFacts;

/** Weight in log-odds and the value at which a factor says nothing. All are assumptions until outcomes are recorded. */
const factors: readonly { name: FactorName; weight: number; reference: number }[] = [
  { name: "confidence", weight: 1.0, reference: 0.5 },
  { name: "recency", weight: 0.8, reference: 0.5 },
  { name: "shareOfAmount", weight: 1.5, reference: 0 },
  { name: "independentPaths", weight: 1.0, reference: 0.5 },
];

/** One factor of a score: for a likelihood the contribution is in log-odds, for a batch in accounts. */
export interface Factor {
  name: FactorName | "prior";
  value: number;
  contribution: number;
}

export interface Score {
  likelihood: number;
  /** The prior first; contributions add up to logit(likelihood). */
  explanation: Factor[];
}

const logit = (p: number): number => Math.log(p / (1 - p));
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
/** Half away from zero, settled to 14 digits first: what binary fractions and the order of a sum leave behind cannot decide a tie. */
export function roundedTo(decimals: number, value: number): number {
  const scale = 10 ** decimals;
  const scaled = value * scale;
  // Settling moves it by 0.05 at most here: away from ties arithmetic says the same as text, many times faster.
  if (Math.abs(scaled) <= 1e12 && Math.abs(Math.abs(scaled % 1) - 0.5) > 0.1) return (Math.round(scaled) || 0) / scale;
  const settled = Number(value.toPrecision(14));
  const text = String(settled);
  return text.includes("e")
    ? Number(settled.toFixed(decimals))
    : Number(`${Math.round(Number(`${text}e${decimals}`))}e-${decimals}`);
}

/** How likely one prospect opens an account, and why. */
export function scoreProspect(prior: number, facts: ProspectFacts): Score {
  const explanation: Factor[] = [{ name: "prior", value: prior, contribution: logit(prior) }];
  for (const { name, weight, reference } of factors) {
    const value = roundedTo(6, facts[name]);
    explanation.push({ name, value, contribution: weight * (value - reference) });
  }
  return { likelihood: logistic(explanation.reduce((sum, factor) => sum + factor.contribution, 0)), explanation };
}

/** What each factor adds to a batch, in accounts: Σ likelihood with factors 1..k minus Σ likelihood with 1..k−1, the prior first. */
export function explainBatch(scores: readonly Score[]): Factor[] {
  const names = scores[0]?.explanation.map((factor) => factor.name) ?? [];
  const logOdds = scores.map(() => 0);
  let before = 0;
  return names.map((name, k) => {
    let total = 0;
    let values = 0;
    scores.forEach((score, i) => {
      logOdds[i]! += score.explanation[k]!.contribution;
      total += logistic(logOdds[i]!);
      values += score.explanation[k]!.value;
    });
    const factor = { name, value: roundedTo(9, values / scores.length), contribution: total - before };
    before = total;
    return factor;
  });
}

/** At least one of several independent ways holds. */
export const noisyOr = (confidences: readonly number[]): number =>
  1 - confidences.reduce((none, c) => none * (1 - c), 1);
