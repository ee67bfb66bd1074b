import { randomUUID } from "node:crypto";
import type { Day } from "../../shared/day.ts";
import type { ParticipantSlot, ParticipationSlot } from "./registration.slot.ts";

/** What was said of a role on a day. */
export interface Sighting {
  role: string;
  since: Day | null;
  day: Day;
  /** The row says for itself when it was seen; one that doesn't and brings nothing new is a repeat. */
  isDated: boolean;
}

/** The periods in a role, the last one first: the one that holds, then by their ends. */
export const periodsOf = (slot: ParticipantSlot, role: string): ParticipationSlot[] =>
  slot.participations
    .filter((one) => one.role === role)
    .sort((a, b) => (a.until === null ? -1 : b.until === null ? 1 : a.until < b.until ? 1 : -1));

/**
 * Notes that a participant was seen in a role. After an end it opens a new period: when it was seen later than the end was said, and not
 * before it; of the same day only when it says so by its own since, for the rest is a repeat of what was sent before the end.
 */
export function see(slot: ParticipantSlot, { role, since, day, isDated }: Sighting) {
  const [last, before] = periodsOf(slot, role);
  const isReturn = last ? isAfterEnd(last, since, day) : false;
  const former = isReturn ? last : before;
  // Of a later period the first day is known, or the first on which it was seen.
  const begins = !former?.until
    ? since
    : since !== null && since >= former.until
      ? since
      : day >= former.until && day > (former.endObservedOn ?? "")
        ? day
        : null;
  if (!last || isReturn) {
    const opened = blankPeriod(role, begins, day);
    slot.participations.push(opened);
    return { participation: opened, isNew: true, isChanged: true, isOverruled: false };
  }
  let isChanged = false;
  const fits = begins !== null && (last.until === null || begins < last.until);
  if (fits && begins < (last.since ?? "9999-12-31") && (since !== null || last.since !== null)) {
    last.since = begins;
    isChanged = last.isChanged = true;
  }
  // Seen after an end that was said later still, or in a period before the last one: what was said later holds.
  const isOverruled = (last.until !== null && day >= last.until) || (Boolean(former?.until) && day < last.since!);
  if ((isDated || isChanged) && !isOverruled && day > (last.observedOn ?? "")) {
    last.observedOn = day;
    isChanged = last.isChanged = true;
  }
  return { participation: last, isNew: false, isChanged, isOverruled };
}

function isAfterEnd(last: ParticipationSlot, since: Day | null, day: Day): boolean {
  if (last.until === null || day < last.until) return false;
  const saidOn = last.endObservedOn ?? last.until;
  return day > saidOn || (day === saidOn && since !== null && since >= last.until);
}

const blankPeriod = (role: string, since: Day | null, observedOn: Day): ParticipationSlot => ({
  id: randomUUID(),
  role,
  since,
  until: null,
  observedOn,
  endObservedOn: null,
  endReason: null,
  relationshipId: null,
  isChanged: true,
});

/** OLDER: something newer stands. BEFORE_START: the end would lie before the period began. */
export type EndOutcome = "UPDATED" | "UNCHANGED" | "OLDER" | "BEFORE_START";

/** Ends a period, or corrects its end. What was seen or said later than the row's day stands. */
export function end(period: ParticipationSlot, until: Day, reason: string, day: Day): EndOutcome {
  const isSame = period.until === until && period.endReason === reason;
  const standsSince = period.until === null ? period.observedOn : period.endObservedOn;
  if (standsSince !== null && day < standsSince) return isSame ? "UNCHANGED" : "OLDER";
  if (period.since !== null && until <= period.since) return "BEFORE_START";
  if (isSame) {
    // Said again for a later day: nobody sees a difference, but what was said between the two is older now.
    if (day > (period.endObservedOn ?? "")) {
      period.endObservedOn = day;
      period.isChanged = true;
    }
    return "UNCHANGED";
  }
  Object.assign(period, { until, endReason: reason, endObservedOn: day, isChanged: true });
  return "UPDATED";
}
