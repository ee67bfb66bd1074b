import type { Day } from "../../shared/day.ts";
import { dayBefore, type Period } from "./period.policy.ts";

/** What one or more pieces of evidence, or a recorded period, say of when a relationship held: on [since, until). */
export interface Claim extends Period {
  /** The first and the last day on which it was seen to say so; null only for what was recorded without evidence. */
  firstSeenOn: Day | null;
  lastSeenOn: Day | null;
  /** The source, where it publishes at intervals, and the interval in days. */
  source?: string | null;
  interval?: number | null;
  /** Its null since means always, not unknown: a recorded period that other claims must not cut. */
  isRecorded?: boolean;
}

export interface DerivedPeriod<C extends Claim> extends Period {
  claims: C[];
}

// As text these sort before and after every day.
const ever = "";
const forever = "~";

interface Stretch<C extends Claim> {
  claim: C;
  /** The first day on which it says that it held. */
  start: string;
  end: string;
}

/**
 * The periods that claims of one source, target, kind and role make together, in order of time, each with its claims. It depends on the set of
 * claims alone, not on their order. docs/rules.md, "Periods from evidence", says it in words.
 */
export function derivePeriods<C extends Claim>(claims: readonly C[]): DerivedPeriod<C>[] {
  const ends = claims.flatMap(({ until }) => until ?? []).sort();
  const stretches = claims
    .map((claim): Stretch<C> => ({ claim, start: firstKnown(claim), end: claim.until ?? endAfter(ends, claim) }))
    .sort((a, b) => compare(a.start, b.start));
  const periods: Stretch<C>[][] = [];
  let end = ever;
  for (const [index, one] of stretches.entries()) {
    const last = periods.at(-1);
    const goesOn = last && (one.start <= end || isBridged(last, end, stretches.slice(index)));
    if (goesOn) last.push(one);
    else periods.push([one]);
    end = goesOn && end > one.end ? end : one.end;
  }
  return periods.map((members, index) => {
    const until = members
      .map((one) => one.end)
      .sort()
      .at(-1)!;
    return {
      since: sinceOf(members, index > 0),
      until: until === forever ? null : until,
      claims: members.map((one) => one.claim),
    };
  });
}

function firstKnown({ since, until, firstSeenOn, isRecorded }: Claim): string {
  if (since !== null) return since;
  if (isRecorded) return ever;
  const days = [firstSeenOn, until && dayBefore(until)].filter((day) => day !== null);
  return days.sort()[0] ?? ever;
}

/** What still holds ends with the first end that anybody says after the last day on which it was seen. */
function endAfter(ends: readonly string[], { since, lastSeenOn }: Claim): string {
  const known = [since ?? ever, lastSeenOn ?? ever].sort()[1]!;
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > known) high = middle;
    else low = middle + 1;
  }
  return ends[low] ?? forever;
}

/** Evidence within its source's interval after the last day of a period goes on with it, unless that source itself said the end. */
function isBridged<C extends Claim>(period: readonly Stretch<C>[], end: string, later: readonly Stretch<C>[]): boolean {
  const lastDay = Date.parse(dayBefore(end));
  const isFinal = (source: string | null | undefined) =>
    period.some(({ claim }) => claim.until === end && claim.source === source);
  return later.some(
    ({ claim, start }) =>
      claim.interval && Date.parse(start) - lastDay <= claim.interval * 86_400_000 && !isFinal(claim.source),
  );
}

/** The earliest known start, unless it was seen to hold before: then the start is unknown, or, after an earlier period, that day. */
function sinceOf(members: readonly Stretch<Claim>[], hasEarlier: boolean): Day | null {
  const first = members[0]!.start;
  if (members.some(({ claim }) => claim.since === first)) return first;
  return hasEarlier ? first : null;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
