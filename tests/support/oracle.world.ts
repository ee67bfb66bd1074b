import { Decimal } from "decimal.js";

// A whole world in memory, and what one relationship is worth on a day (docs/rules.md).

export const RELATIONSHIP_KINDS = [
  "SUPPLIES",
  "MEMBER_OF",
  "PARTICIPATES_IN",
  "OPERATES",
  "AFFILIATED_WITH",
  "OWNS",
  "GUARANTEES",
  "BRANCH_OF",
  "REFERRED",
  "RECOMMENDED",
] as const;
export type RelationshipKind = (typeof RELATIONSHIP_KINDS)[number];

/** Strength and half-life in days of each kind of evidence. */
export const EVIDENCE_WEIGHT = {
  BILL: [0.95, 730],
  FACTORING: [0.95, 730],
  INVOICE: [0.9, 730],
  CONTRACT: [0.9, 1095],
  REGISTRY: [0.95, 3650],
  PLATFORM: [0.85, 1095],
  ASSOCIATION_ROSTER: [0.85, 1095],
  DECLARATION: [0.6, 1095],
  OTHER: [0.5, 1095],
} as const;
export type EvidenceKind = keyof typeof EVIDENCE_WEIGHT;

/** In the order of the schema. */
export const CHANNELS = ["SUPPLY_CHAIN", "BILL", "ASSOCIATION", "PLATFORM", "PRODUCT", "PERSON", "REFERRAL"] as const;
export type Channel = (typeof CHANNELS)[number];

export type Validity = "CURRENT" | "FORMER" | "ANY";
export type Direction = "OUT" | "IN" | "BOTH";

export interface WorldEntity {
  id: string;
  type: "ORGANIZATION" | "PERSON" | "GROUP" | "SCENARIO_PLATFORM";
  category: string | null;
  status: string;
  region: string | null;
  industry: string | null;
  doNotContact: boolean;
  scenario: string | null;
}
export interface WorldRelationship {
  id: string;
  kind: RelationshipKind;
  source: string;
  target: string;
  role: string | null;
  since: string | null;
  until: string | null;
  /** What it was recorded with: counts only while there is no evidence; 0.5 unless said. */
  confidence?: number;
  withdrawn?: true;
}
export interface WorldEvidence {
  id: string;
  relationship: string;
  kind: EvidenceKind;
  source: string;
  reference: string | null;
  observedOn: string | null;
  amount: string | null;
  currency: string | null;
  withdrawn?: true;
}
export interface World {
  /** Also the day on which everything was recorded. */
  today: string;
  entities: WorldEntity[];
  relationships: WorldRelationship[];
  evidence: WorldEvidence[];
  clientPeriods: { entity: string; branch: number; since: string; until: string | null }[];
  rates: { currency: string; validFrom: string; rate: string }[];
  priors: { channel: Channel; scenario: string | null; probability: number; validFrom: string }[];
}

export interface Money {
  amount: string;
  currency: string;
}
export interface RelationshipValues {
  annualAmounts: Money[];
  baseAmount: string;
  confidence: number;
  lastObservedOn: string | null;
}

/** Decimals that stay exact through every product and sum in here; ties round away from zero, as numeric does. */
export const Exact = Decimal.clone({ precision: 50, rounding: Decimal.ROUND_HALF_UP });

/** Settled to 12 decimals first, so that 0.99925 reached by way of 0.5 ^ x or a logarithm still counts as a tie. */
export const rounded = (value: Decimal.Value, places: number): number =>
  new Exact(value).toDecimalPlaces(12).toDecimalPlaces(places).toNumber();

export const byId = (a: string, b: string): number => (BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0);

export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** The same day a year before; of 29 February, 28 February. */
export function yearBefore(day: string): string {
  const before = `${String(Number(day.slice(0, 4)) - 1).padStart(4, "0")}${day.slice(4)}`;
  return day.endsWith("-02-29") ? before.replace(/29$/, "28") : before;
}

export const covers = (period: { since: string | null; until: string | null }, day: string): boolean =>
  (period.since === null || period.since <= day) && (period.until === null || period.until > day);

export function holds(relationship: WorldRelationship, validity: Validity, day: string): boolean {
  if (relationship.withdrawn) return false;
  const current = covers(relationship, day);
  const former = relationship.until !== null && relationship.until <= day;
  return validity === "CURRENT" ? current : validity === "FORMER" ? former : current || former;
}

export function entityOf(world: World, id: string): WorldEntity {
  const entity = world.entities.find((one) => one.id === id);
  if (!entity) throw new Error("NOT_FOUND");
  return entity;
}

const OPEN_ROLES = ["LEGAL_REPRESENTATIVE", "EXECUTIVE", "SHAREHOLDER"];

/** A person whom staff may not know by name. Privacy is asked today, whatever day the question is about. */
export function isMasked(world: World, id: string): boolean {
  if (entityOf(world, id).type !== "PERSON") return false;
  const own = world.relationships.filter((one) => one.source === id && !one.withdrawn);
  return !own.some(
    (one) => one.kind === "OWNS" || (one.kind === "AFFILIATED_WITH" && OPEN_ROLES.includes(one.role ?? "")),
  );
}

/** CNY for one unit of the currency. */
export function rateOn(world: World, currency: string, day: string): Decimal {
  if (currency === "CNY") return new Exact(1);
  const rows = world.rates.filter((row) => row.currency === currency);
  rows.sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const row = rows.filter((one) => one.validFrom <= day).at(-1) ?? rows[0];
  if (!row) throw new Error(`No rate for ${currency}`);
  return new Exact(row.rate);
}

type Amount = WorldEvidence & { observedOn: string; amount: string; currency: string };

function countedAmounts(rows: WorldEvidence[], day: string): Amount[] {
  const known = rows.filter(
    (row): row is Amount =>
      row.amount !== null && row.currency !== null && row.observedOn !== null && row.observedOn <= day,
  );
  const sameItem = (a: Amount, b: Amount) =>
    a.kind === b.kind &&
    a.reference === b.reference &&
    (a.reference !== null || (a.source === b.source && a.observedOn === b.observedOn));
  const later = (a: Amount, b: Amount) =>
    a.observedOn > b.observedOn || (a.observedOn === b.observedOn && byId(a.id, b.id) > 0);
  const kept = known.filter((row) => !known.some((other) => sameItem(row, other) && later(other, row)));
  return kept.filter((row) => row.observedOn > yearBefore(day));
}

function amountsOf(world: World, rows: WorldEvidence[], day: string): { annualAmounts: Money[]; baseAmount: string } {
  const counted = countedAmounts(rows, day);
  const totals = [...new Set(counted.map((row) => row.kind))].map((kind) => {
    const own = counted.filter((row) => row.kind === kind);
    const inCny = own.map((row) => new Exact(row.amount).times(rateOn(world, row.currency, row.observedOn)));
    return { kind, own, total: sum(inCny) };
  });
  totals.sort((a, b) => b.total.comparedTo(a.total) || (a.kind < b.kind ? -1 : 1));
  const winner = totals[0];
  if (!winner) return { annualAmounts: [], baseAmount: "0.00" };
  return { annualAmounts: sumByCurrency(winner.own), baseAmount: winner.total.toFixed(2) };
}

export const sum = (values: Decimal.Value[]): Decimal =>
  values.reduce<Decimal>((total, value) => total.plus(value), new Exact(0));

/** One amount a currency, ordered by currency; written with two decimals, or more where there are more. */
export function sumByCurrency(amounts: Money[]): Money[] {
  const currencies = [...new Set(amounts.map((one) => one.currency))].sort();
  return currencies.map((currency) => {
    const total = sum(amounts.filter((one) => one.currency === currency).map((one) => one.amount));
    return { amount: total.toFixed(Math.max(2, total.decimalPlaces())), currency };
  });
}

function confidenceOf(world: World, rows: WorldEvidence[], day: string): number {
  const strength = (row: WorldEvidence) => {
    const [fresh, halfLife] = EVIDENCE_WEIGHT[row.kind];
    const age = Math.max(0, daysBetween(row.observedOn ?? world.today, day));
    return new Exact(0.5).pow(new Exact(age).div(halfLife)).times(fresh);
  };
  const sources = [...new Set(rows.map((row) => row.source))];
  return rounded(
    noisyOr(sources.map((source) => Exact.max(...rows.filter((row) => row.source === source).map(strength)))),
    4,
  );
}

export const noisyOr = (values: Decimal.Value[]): Decimal =>
  new Exact(1).minus(values.reduce<Decimal>((rest, value) => rest.times(new Exact(1).minus(value)), new Exact(1)));

export function relationshipValues(world: World, relationshipId: string, day: string): RelationshipValues {
  const relationship = world.relationships.find((one) => one.id === relationshipId);
  if (!relationship) throw new Error("NOT_FOUND");
  const rows = world.evidence.filter((row) => row.relationship === relationshipId && !row.withdrawn);
  const observed = rows.map((row) => row.observedOn).filter((one) => one !== null && one <= day);
  return {
    ...amountsOf(world, rows, day),
    confidence: rows.length === 0 ? (relationship.confidence ?? 0.5) : confidenceOf(world, rows, day),
    lastObservedOn: observed.sort().at(-1) ?? null,
  };
}
