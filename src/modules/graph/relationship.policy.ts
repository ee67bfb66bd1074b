import { firstDay, type PeriodClaim, place, type StandingPeriod } from "./period.policy.ts";
import type { StoredRelationship } from "./relationship.settling.ts";

/** One claim that a relationship held; what it does to the periods that stand is said in period.policy.ts. */
export interface RelationshipRow extends PeriodClaim {
  kind: string;
  sourceId: string;
  targetId: string;
  /** Null where the kind has no parts. */
  role: string | null;
  /** 0 to 1, what holds while there is no evidence; null or undefined: leaves what stands, 0.5 for a new one. */
  confidence?: number | null;
  /** True: evidence with these same days (validFrom, validTo) is written right after, and the claim stands as long as it does. */
  isEvidenced?: boolean;
  /** The source of that evidence. */
  source?: string;
}

/** A recorded period, that is, one that no evidence claims, while a call is worked out in memory. */
export interface PeriodSlot extends StandingPeriod {
  row: RelationshipRow;
  /** The relationships that have it so far; none for a new one. */
  owners: readonly StoredRelationship[];
  /** It stands as long as evidence does that says nothing of days. */
  needsEvidence: boolean;
  /** Null: no row of the call said any. */
  confidence: number | null;
  /** The earlier period that took this one in. */
  into: PeriodSlot | null;
}

/** Periods are kept apart by source, target, kind and role. */
export const keyOf = ({
  sourceId,
  targetId,
  kind,
  role,
}: Pick<RelationshipRow, "sourceId" | "targetId" | "kind" | "role">): string =>
  `${sourceId} ${targetId} ${kind}${role == null ? "" : ` ${role}`}`;

/** The slot that holds a slot's days after all joining. */
export const final = (slot: PeriodSlot): PeriodSlot => (slot.into ? final(slot.into) : slot);

/**
 * Lets the rows of one call take their places among the stored periods of their keys, in place; answers which period holds
 * each row. The rows of a key are first put together among themselves, in order of time: a call that says both that
 * something holds and that it ended means the same when it comes again.
 */
export function placeRows(standing: ReadonlyMap<string, PeriodSlot[]>, rows: readonly RelationshipRow[]) {
  const own = new Map<string, PeriodSlot[]>();
  const first = new Map<RelationshipRow, PeriodSlot>();
  for (const row of [...rows].sort(byTime)) {
    const periods = own.get(keyOf(row)) ?? [];
    own.set(keyOf(row), periods);
    first.set(row, take(periods, row));
  }
  const second = new Map<PeriodSlot, PeriodSlot>();
  for (const [key, claims] of own) {
    for (const claim of claims) second.set(claim, take(standing.get(key)!, { ...claim.row, ...claimOf(claim) }));
  }
  return (row: RelationshipRow): PeriodSlot => final(second.get(final(first.get(row)!))!);
}

const claimOf = ({ since, until, confidence, row }: PeriodSlot) => ({
  since,
  until,
  confidence,
  observedOn: row.observedOn,
});

// An open row before one of the same start that has an end, for that one ends it; "still holds" last of all.
const byTime = (a: RelationshipRow, b: RelationshipRow) =>
  compare(firstDay(a) ?? "~", firstDay(b) ?? "~") || compare(a.until ?? "", b.until ?? "");
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Lets one row take its place, in place; answers the period that now holds it. */
function take(periods: PeriodSlot[], row: RelationshipRow): PeriodSlot {
  const { from, to, period } = place(periods, row);
  const joined = periods.slice(from, to);
  // A stored one stays rather than one of this call, for others may know its id already.
  const slot = joined.find((one) => one.owners.length > 0) ?? joined[0] ?? blank(row);
  Object.assign(slot, period, row.confidence == null ? {} : { confidence: row.confidence });
  for (const other of joined) {
    if (other === slot) continue;
    other.into = slot;
    slot.owners = [...slot.owners, ...other.owners];
    if ((other.lastObservedOn ?? "") > (slot.lastObservedOn ?? "")) slot.lastObservedOn = other.lastObservedOn;
  }
  periods.splice(from, to - from, slot);
  return slot;
}

const blank = (row: RelationshipRow): PeriodSlot => ({
  row,
  since: null,
  until: null,
  lastObservedOn: null,
  owners: [],
  needsEvidence: false,
  confidence: null,
  into: null,
});
