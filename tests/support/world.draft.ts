import * as fc from "fast-check";
import { EVIDENCE_WEIGHT, type EvidenceKind, RELATIONSHIP_KINDS, type WorldEntity } from "./oracle.world.ts";

// What is drawn before a world is built of it: ids, ends and dates are settled by the builder.

export const pick = <T>(...values: T[]) => fc.constantFrom(...values);
export const often = <T>(value: T, weight: number, ...rest: T[]) =>
  fc.oneof({ arbitrary: fc.constant(value), weight }, { arbitrary: pick(...rest), weight: 1 });

const STARTS = [null, -4000, -1500, -800, -400, -366, -365, -100, -1, 0];
const ENDS = [-366, -90, -1, 0, 1, 30, 400];

/** What the builder may turn into something else: numbers choose from lists whose length is known only later. */
const choice = fc.nat({ max: 999 });
type Span = { since: number | null; until: number | null };
const period: fc.Arbitrary<Span> = fc.record({
  since: pick(...STARTS),
  until: often<number | null>(null, 3, ...ENDS),
});
const evidence = fc.record({
  kind: pick(...(Object.keys(EVIDENCE_WEIGHT) as EvidenceKind[])),
  source: pick("core banking", "registry", "platform a", "roster"),
  reference: pick(null, null, "R1", "R2"),
  observed: pick(0, -1, -30, -100, -364, -365, -366, -400, -730, -1095, -2500, 10, null),
  money: pick(
    null,
    ["100.00", "CNY"],
    ["250000.00", "CNY"],
    ["0.01", "CNY"],
    ["333.33", "USD"],
    ["0.00", "CNY"],
    ["99999.99", "USD"],
    ["1200.50", "EUR"],
    ["5000000.00", "JPY"],
  ),
  withdrawn: often(false, 15, true),
});
const leftAndCameBack = (end: number): Span[] => [
  { since: null, until: end },
  { since: -400, until: null },
];
const link = fc.record({
  kind: pick(...RELATIONSHIP_KINDS, "SUPPLIES" as const, "SUPPLIES" as const),
  source: choice,
  target: choice,
  role: choice,
  periods: fc.oneof(
    { arbitrary: period.map((one) => [one]), weight: 5 },
    // After a gap, or on the very day.
    { arbitrary: pick(-500, -400).map(leftAndCameBack), weight: 1 },
  ),
  evidence: fc.array(evidence, { maxLength: 3 }),
  confidence: often<number | undefined>(undefined, 2, 0.3, 0.75, 1),
  withdrawn: often(false, 20, true),
});
const entity = fc.record({
  type: often<WorldEntity["type"]>("ORGANIZATION", 2, "ORGANIZATION", "PERSON", "GROUP", "SCENARIO_PLATFORM"),
  category: often("ENTERPRISE", 3, "ASSOCIATION", "INDIVIDUAL_BUSINESS", "PUBLIC_INSTITUTION", "GOVERNMENT"),
  status: often("ACTIVE", 6, "UNKNOWN", "DEREGISTERED", "REVOKED", "INSOLVENT"),
  region: pick("360102", "360102", "360981", "440300", null),
  industry: often<string | null>("C3011", 3, "C3034", "C2710", "F5251", null, "J6621", "J6790"),
  doNotContact: often(false, 8, true),
  scenario: pick("COURT", "PHARMACY", "OTHER"),
});
const account = fc.record({
  entity: choice,
  branch: pick(1, 2, 3),
  since: pick(-3000, -900, -365, -1, 0, 20),
  until: often<number | null>(null, 3, -366, -30, 0, 1),
});
/** One hub whose account the bank may hold, clients beside it, prospects behind it. */
const motif = fc.record({
  channel: pick("SUPPLY_CHAIN", "ASSOCIATION", "GROUP", "PLATFORM", "PERSON"),
  isHubClient: fc.boolean(),
  isUpstream: fc.boolean(),
  isTiered: fc.boolean(),
  introduction: pick("RECOMMENDED" as const, "REFERRED" as const, "SUPPLIES" as const, "MEMBER_OF" as const),
});
export const drafts = fc.record({
  today: pick("2025-06-30", "2024-02-29"),
  firstId: pick(1, 7, 95),
  entities: fc.array(entity, { minLength: 4, maxLength: 14, size: "max" }),
  links: fc.array(link, { maxLength: 24, size: "max" }),
  strong: fc.array(link, { minLength: 5, maxLength: 5 }),
  accounts: fc.array(account, { maxLength: 4, size: "max" }),
  motif: fc.option(motif, { freq: 6, nil: null }),
});
type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never;
export type Draft = Drawn<typeof drafts>;
export type Link = Drawn<typeof link>;
export type Motif = Drawn<typeof motif>;
