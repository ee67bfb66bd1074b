import type { Day } from "../../shared/day.ts";

/** Days [since, until). Null since: unknown start, treated as always started. Null until: it still holds. */
export interface Period {
  since: Day | null;
  until: Day | null;
}

/** A period as a row tells it. */
export interface PeriodClaim extends Period {
  /** With null since and null until: a day on which it was seen to hold. Null: all that is known is that it still holds. */
  observedOn?: Day | null;
}

/** What a claim does: it replaces the standing periods [from, to) by one. from = to: nothing stood there. */
export interface Placement {
  from: number;
  to: number;
  period: Period;
}

// As text these sort before and after every day.
const ever = "";
const forever = "~";

/** A period that stands. */
export interface StandingPeriod extends Period {
  /** The latest day on which evidence saw it; null: never. */
  lastObservedOn: Day | null;
}

/**
 * Where a claim belongs among the standing periods of its source, target, kind and role (disjoint, in order of time).
 * - What it overlaps or touches becomes one period with it; a gap starts a new one.
 * - An until ends the period that is still open when that one began before it and nobody saw it on that day or later (so an
 *   old row that comes again ends nothing). It never shortens a closed period.
 * - A null since claims no start: only the last day before until, or observedOn, or (neither given) that the latest period
 *   still holds. So it never erases a known start, unless its last day lies before it: then the start is unknown, or, where
 *   an earlier period stands, that last day. A known start does not replace an unknown one, which counts as always started:
 *   periods only grow, so a row that comes again finds itself inside.
 */
export function place(standing: readonly StandingPeriod[], claim: PeriodClaim): Placement {
  const start = firstDay(claim);
  if (start === null) {
    const to = standing.length;
    return { from: Math.max(0, to - 1), to, period: { since: standing.at(-1)?.since ?? null, until: null } };
  }
  const from = standing.filter((p) => (p.until ?? forever) < start).length;
  const to = standing.filter((p) => (p.since ?? ever) <= (claim.until ?? forever)).length;
  const joined = standing.slice(from, to);
  return {
    from,
    to,
    period: { since: sinceOf(joined[0], claim, start, from > 0), until: untilOf(joined.at(-1), claim) },
  };
}

/** The first day on which a claim says that it held; null when all it says is that it still holds. */
export const firstDay = (claim: PeriodClaim): Day | null =>
  claim.since ?? (claim.until ? dayBefore(claim.until) : (claim.observedOn ?? null));

function sinceOf(first: Period | undefined, claim: PeriodClaim, start: Day, hasEarlier: boolean): Day | null {
  if (claim.since === null) {
    if (first && (first.since ?? ever) <= start) return first.since;
    return hasEarlier ? start : null;
  }
  if (!first) return claim.since;
  return first.since === null ? null : sorted(first.since, claim.since)[0];
}

function untilOf(last: StandingPeriod | undefined, claim: PeriodClaim): Day | null {
  if (claim.until === null || !last) return claim.until;
  const isOver = (last.since ?? ever) < claim.until && (last.lastObservedOn ?? ever) < claim.until;
  if (last.until === null) return isOver ? claim.until : null;
  return sorted(last.until, claim.until)[1];
}

const sorted = (...days: [Day, Day]) => days.sort() as [Day, Day];

/** The day before a day, for a period that ended on it. */
export function dayBefore(day: Day): Day {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}
