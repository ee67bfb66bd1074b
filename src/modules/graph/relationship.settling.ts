import type { Day } from "../../shared/day.ts";
import { type Claim, type DerivedPeriod, derivePeriods } from "./derived-period.policy.ts";
import type { Period } from "./period.policy.ts";
import type { PeriodSlot, RelationshipRow } from "./relationship.policy.ts";

/** What evidence with the same claim says, as far as it can be told apart; days null: of all days on which it was seen. */
export interface StoredClaim extends Period {
  firstSeenOn: Day;
  lastSeenOn: Day;
  source: string | null;
  interval: number | null;
  /** False: its pieces may have been seen on several days. */
  isOneDay: boolean;
}

/** A relationship that stands, with what its period follows from. */
export interface StoredRelationship extends Period {
  id: string;
  lastObservedOn: Day | null;
  /** As recorded, not as evidence has it. */
  confidence: number;
  isDerived: boolean;
  /** Evidence that claims no period stands below it. */
  hasUnclaimed: boolean;
  claims: StoredClaim[];
  recorded: (Period & { lastObservedOn: Day | null; needsEvidence: boolean })[];
}

/** A period as it should stand; id is empty for a new one until it is reserved. */
export interface SettledPeriod extends Period {
  id: string;
  row: RelationshipRow;
  stored: StoredRelationship | null;
  confidence: number | null;
  isDerived: boolean;
  recorded: PeriodSlot[];
}

/** Evidence that goes to another period: of one claim, or (null) all that is left at the one it comes from; or just what claims nothing. */
export interface Move {
  from: StoredRelationship;
  into: SettledPeriod;
  what: StoredClaim | "UNCLAIMED" | "ALL";
}

export interface Settlement {
  periods: SettledPeriod[];
  withdrawn: StoredRelationship[];
  moves: Move[];
  /** Which period holds a row, or a recorded period. */
  periodOf: Map<RelationshipRow | PeriodSlot, SettledPeriod>;
}

interface Member extends Claim {
  /** The relationships that it stands at; none for a row. */
  origins: readonly StoredRelationship[];
  recorded?: PeriodSlot;
  row?: RelationshipRow;
  claim?: StoredClaim;
}

/**
 * What is recorded of a relationship, as slots in which rows without evidence take their places (relationship.policy.ts). hasFallen: the evidence
 * that bore it is withdrawn.
 */
export function recordedSlots(one: StoredRelationship, row: RelationshipRow, hasFallen = false): PeriodSlot[] {
  const slot = { row, owners: [one], into: null };
  if (one.isDerived && (one.claims.length > 0 || one.recorded.length > 0)) {
    return one.recorded.map((period) => ({ ...slot, ...period, confidence: null }));
  }
  if (hasFallen && !one.hasUnclaimed) return [];
  // Never derived, or nothing is left that claims its days: they stand as they are.
  const { since, until, lastObservedOn, confidence } = one;
  return [{ ...slot, since, until, lastObservedOn, confidence, needsEvidence: one.hasUnclaimed }];
}

/**
 * Brings the relationships of one source, target, kind and role in line with what is claimed: recorded periods, the claims of evidence that stands,
 * and of rows whose evidence is about to be written. intervals: days between the publications of sources that have any. Each period keeps the first relationship, in order of time, of which it holds a claim.
 */
export function settle(
  key: RelationshipRow,
  stored: readonly StoredRelationship[],
  recorded: readonly PeriodSlot[],
  rows: readonly RelationshipRow[],
  today: Day,
  intervals: ReadonlyMap<string, number> = new Map(),
): Settlement {
  const derived = derivePeriods([...recorded.map(ofRecorded), ...stored.flatMap(ofEvidence), ...rows.map(ofRow)]);
  const free = new Set(stored);
  const settlement: Settlement = { periods: [], withdrawn: [], moves: [], periodOf: new Map() };
  const homes = new Map<StoredRelationship, SettledPeriod[]>();
  for (const period of derived) {
    const held = new Set(period.claims.flatMap((member) => member.origins));
    const origins = stored.filter((one) => held.has(one));
    const settled = settledPeriod(key, period, origins.find((one) => free.delete(one)) ?? null);
    settlement.periods.push(settled);
    for (const origin of origins) homes.set(origin, [...(homes.get(origin) ?? []), settled]);
    for (const { row, recorded: slot } of period.claims)
      if (row ?? slot) settlement.periodOf.set((row ?? slot)!, settled);
  }
  settlement.withdrawn = [...free];
  const claimsOf = new Map(settlement.periods.map((settled, index) => [settled, derived[index]!.claims]));
  for (const [from, places] of homes) settlement.moves.push(...movesOf(from, places, claimsOf));
  return settlement;

  function ofRow(row: RelationshipRow): Member {
    const seen = row.observedOn ?? today;
    const interval = intervals.get(row.source ?? "") ?? null;
    const source = interval === null ? null : row.source!;
    return {
      since: row.since,
      until: row.until,
      firstSeenOn: seen,
      lastSeenOn: seen,
      source,
      interval,
      row,
      origins: [],
    };
  }
}

function ofRecorded(recorded: PeriodSlot): Member {
  const { since, until, lastObservedOn: seen, owners } = recorded;
  return { since, until, firstSeenOn: seen, lastSeenOn: seen, isRecorded: true, recorded, origins: owners };
}

const ofEvidence = (from: StoredRelationship): Member[] =>
  from.claims.map((claim) => ({ ...claim, claim, origins: [from] }));

function settledPeriod(
  row: RelationshipRow,
  { since, until, claims }: DerivedPeriod<Member>,
  stored: StoredRelationship | null,
): SettledPeriod {
  const recorded = claims.flatMap((member) => member.recorded ?? []);
  const [only] = recorded;
  const isAsRecorded = recorded.length === 1 && only!.since === since && only!.until === until;
  const said = [
    ...recorded.filter(({ owners }) => owners.length === 0 || owners[0] === stored),
    ...claims.flatMap((member) => member.row ?? []),
  ];
  const confidence = said.map((one) => one.confidence).findLast((value) => value != null) ?? stored?.confidence ?? null;
  return { id: stored?.id ?? "", row, stored, since, until, confidence, isDerived: !isAsRecorded, recorded };
}

/** Where the evidence of a relationship goes whose claims now stand in these periods. */
function movesOf(
  from: StoredRelationship,
  places: readonly SettledPeriod[],
  claimsOf: ReadonlyMap<SettledPeriod, readonly Member[]>,
): Move[] {
  const moves: Move[] = [];
  if (places.length > 1) {
    for (const into of places) {
      if (into.stored === from) continue;
      const claims = claimsOf.get(into)!.flatMap(({ claim, origins }) => (claim && origins[0] === from ? [claim] : []));
      moves.push(...claims.map((what) => ({ from, into, what })));
    }
  }
  // What claims nothing stays with what was recorded.
  const kept = places.find((one) => one.stored === from);
  const home = places.find((one) => one.recorded.some(({ owners }) => owners.includes(from))) ?? kept ?? places[0]!;
  if (home !== kept) moves.push({ from, into: home, what: kept ? "UNCLAIMED" : "ALL" });
  return moves;
}
