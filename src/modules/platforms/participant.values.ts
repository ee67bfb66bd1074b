import type { Day } from "../../shared/day.ts";
import type { ParticipantSlot, ParticipantValues } from "./registration.slot.ts";

/**
 * Takes over what a row says of a participant, each value by itself: the word for the latest day holds, of one day the one that came last.
 * An older row fills what is unknown. A code is who it is: another one is another participant, so it is never overwritten. Answers whether a
 * value changed, and the fields of which something newer stands.
 */
export function takeValues(
  slot: ParticipantSlot,
  said: Partial<ParticipantValues>,
  { day, isDated }: { day: Day; isDated: boolean },
): { isChanged: boolean; older: (keyof ParticipantValues)[] } {
  const fields = (Object.keys(slot.values) as (keyof ParticipantValues)[]).filter((field) => said[field] != null);
  let isChanged = false;
  const older: (keyof ParticipantValues)[] = [];
  for (const field of fields) {
    const stands = slot.values[field];
    const isNewer = day >= (slot.saidOn[field] ?? "");
    if (said[field] === stands) continue;
    if (stands && (!isNewer || field === "creditCode")) {
      older.push(field);
      continue;
    }
    Object.assign(slot.values, { [field]: said[field] });
    slot.saidOn[field] = day;
    isChanged = true;
  }
  slot.isChanged ||= isChanged;
  // Said again for a later day: what was said between the two is older now. A row without a day that brings nothing new is a mere repeat.
  if (!isDated && !isChanged) return { isChanged, older };
  for (const field of fields) {
    if (said[field] !== slot.values[field] || day <= (slot.saidOn[field] ?? "")) continue;
    slot.saidOn[field] = day;
    slot.isChanged = true;
  }
  return { isChanged, older };
}
