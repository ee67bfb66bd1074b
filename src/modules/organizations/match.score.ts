import { type NameForms, nameForms } from "./company-name.ts";

/** What is compared; null: not known. The code is well formed, the region a code of GB/T 2260. */
export interface Comparable {
  name: string | null;
  creditCode: string | null;
  region: string | null;
}

export type MatchVerdict = "MATCH" | "POSSIBLE" | "NONE";
export type MatchReason =
  | "SAME_CODE"
  | "DIFFERENT_CODE"
  | "DECIDED_SAME"
  | "DECIDED_DIFFERENT"
  | "SAME_NAME"
  | "SAME_CORE"
  | "OTHER_LEGAL_FORM"
  | "SAME_WITHOUT_PLACE"
  | "SIMILAR_NAME"
  | "FORMER_NAME"
  | "SAME_REGION"
  | "SAME_PREFECTURE"
  | "SAME_PROVINCE"
  | "OTHER_PROVINCE";
export interface MatchFactor {
  reason: MatchReason;
  contribution: number;
  /** FORMER_NAME: the name. */
  name?: string;
}
export interface MatchScore {
  verdict: MatchVerdict;
  /** 0 to 1, the sum of the contributions; 1 for MATCH alone. */
  score: number;
  factors: MatchFactor[];
}
export type Decision = "SAME" | "DIFFERENT";

/** From here on two organizations are POSSIBLE. */
const possibleFrom = 0.5;
/** Names with fewer characters left are too common to say anything without their places. */
const leastWeak = 3;
const leastSimilar = 4;
const similarFrom = 0.75;

/**
 * How likely two descriptions mean one organization, the same both ways; docs/rules.md, "Matching". Only a shared code or a person's
 * decision makes a MATCH: names alone never join two organizations (DOMAIN.md 1). `former`: b's name, when it is one that b bore before.
 */
export function compare(
  a: Comparable,
  b: Comparable,
  decision: Decision | null = null,
  former: string | null = null,
): MatchScore {
  if (decision === "DIFFERENT") return sure("NONE", "DECIDED_DIFFERENT");
  if (a.creditCode && b.creditCode)
    return a.creditCode === b.creditCode ? sure("MATCH", "SAME_CODE") : sure("NONE", "DIFFERENT_CODE");
  if (decision === "SAME") return sure("MATCH", "DECIDED_SAME");
  const name = a.name && b.name ? nameFactor(formsOf(a.name), formsOf(b.name)) : null;
  if (!name) return { verdict: "NONE", score: 0, factors: [] };
  const factors = [name];
  if (former !== null) factors.push({ reason: "FORMER_NAME", contribution: -0.1, name: former });
  if (a.region && b.region) factors.push(regionFactor(a.region, b.region));
  const score = Math.max(0, rounded(factors.reduce((sum, factor) => sum + factor.contribution, 0)));
  return { verdict: score >= possibleFrom ? "POSSIBLE" : "NONE", score, factors };
}

const sure = (verdict: "MATCH" | "NONE", reason: MatchReason): MatchScore => {
  const score = verdict === "MATCH" ? 1 : 0;
  return { verdict, score, factors: [{ reason, contribution: score }] };
};

function nameFactor(a: NameForms, b: NameForms): MatchFactor | null {
  if (a.full === b.full) return { reason: "SAME_NAME", contribution: 0.8 };
  const isElsewhere = a.place !== null && b.place !== null && a.place !== b.place;
  if (isElsewhere) return null;
  if (a.core === b.core) {
    const isOther = a.legalForm !== null && b.legalForm !== null && a.legalForm !== b.legalForm;
    return isOther ? { reason: "OTHER_LEGAL_FORM", contribution: 0.65 } : { reason: "SAME_CORE", contribution: 0.75 };
  }
  if (a.weak === b.weak && a.weak.length >= leastWeak) return { reason: "SAME_WITHOUT_PLACE", contribution: 0.55 };
  if (Math.min(a.weak.length, b.weak.length) < leastSimilar) return null;
  const likeness = dice(a.weak, b.weak);
  return likeness >= similarFrom ? { reason: "SIMILAR_NAME", contribution: rounded(0.6 * likeness) } : null;
}

function regionFactor(a: string, b: string): MatchFactor {
  if (a === b) return { reason: "SAME_REGION", contribution: 0.15 };
  if (a.slice(0, 4) === b.slice(0, 4)) return { reason: "SAME_PREFECTURE", contribution: 0.1 };
  if (a.slice(0, 2) === b.slice(0, 2)) return { reason: "SAME_PROVINCE", contribution: 0.05 };
  return { reason: "OTHER_PROVINCE", contribution: -0.2 };
}

/** Share of pairs of neighbouring characters that two texts have in common, 0 to 1 (Dice, pairs counted as often as they stand). */
function dice(a: string, b: string): number {
  const pairs = new Map<string, number>();
  for (let i = 0; i < a.length - 1; i++) pairs.set(a.slice(i, i + 2), (pairs.get(a.slice(i, i + 2)) ?? 0) + 1);
  let common = 0;
  for (let i = 0; i < b.length - 1; i++) {
    const left = pairs.get(b.slice(i, i + 2)) ?? 0;
    if (left > 0) common += 1;
    pairs.set(b.slice(i, i + 2), left - 1);
  }
  return (2 * common) / (a.length + b.length - 2);
}

/** As compare, by the name that an organization bears or by one of those that it bore, whichever says more; of like ones the present. */
export function compareNames(
  a: Comparable,
  b: Comparable & { formerNames: readonly string[] },
  decision: Decision | null = null,
): MatchScore {
  let best = compare(a, b, decision);
  for (const name of b.formerNames) {
    const score = compare(a, { ...b, name }, decision, name);
    if (score.score > best.score) best = score;
  }
  return best;
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

// Of one call thousands of rows meet the same few names.
const known = new Map<string, NameForms>();
function formsOf(name: string): NameForms {
  let forms = known.get(name);
  if (!forms) {
    if (known.size >= 20_000) known.clear();
    forms = nameForms(name);
    known.set(name, forms);
  }
  return forms;
}
