import { randomUUID } from "node:crypto";
import type { Day } from "../../shared/day.ts";
import { normalizeName } from "../../shared/text.ts";
import { categoryOfCreditCode, type OrganizationCategory } from "../organizations/identity.policy.ts";
import { takeLatest, type Worded } from "./latest-word.ts";
import { see } from "./participation.periods.ts";
import { findConflicts, type RowConflict } from "./registration.conflicts.ts";
import type { GoodRow, ParticipantSlot, ParticipantValues, PlannedChange } from "./registration.slot.ts";

/** Identities of a row or participant within its platform, strongest first: code, own number, else name and region. */
export function identitiesOf(
  values: Pick<ParticipantValues, "creditCode" | "externalId" | "name" | "region">,
): string[] {
  const strong = [
    values.creditCode ? `code:${values.creditCode}` : null,
    values.externalId ? `id:${values.externalId}` : null,
  ].filter((identity) => identity !== null);
  return strong.length > 0 ? strong : [`name:${normalizeName(values.name)}|${values.region ?? ""}`];
}

/** A branch when it names a head office, else what its code says. */
export const categoryOf = (values: ParticipantValues): OrganizationCategory =>
  values.headOfficeCreditCode ? "BRANCH" : categoryOfCreditCode(values.creditCode);

/**
 * Works out what distinct good rows mean beside what stands (by every identity), changing the slots in place. Rows that
 * contradict each other or what stands are answered as conflicts and touch nothing. Order of the rows: by the day they count
 * from, so that an older row never overwrites a newer one; it still fills what is null.
 */
export function planRegistration(rows: readonly GoodRow[], standing: ReadonlyMap<string, ParticipantSlot>, today: Day) {
  const dayOf = (row: GoodRow) => row.values.observedOn ?? today;
  const known = new Map(standing);
  const conflicts: RowConflict[] = [];
  const slots = new Map<GoodRow, ParticipantSlot>();
  const torn = findConflicts.ofIdentity(rows, standing);
  conflicts.push(...torn.values());
  // Rows with both code and number first: they tell the others that the two are one.
  const whole = rows.filter((row) => !torn.has(row.index));
  for (const row of [...whole].sort((a, b) => identitiesOf(b.values).length - identitiesOf(a.values).length)) {
    const identities = identitiesOf(row.values);
    const found = new Set(identities.map((identity) => known.get(identity)).filter((slot) => slot !== undefined));
    if (found.size > 1) {
      conflicts.push({ index: row.index, field: "externalId", other: null });
      continue;
    }
    const slot = [...found][0] ?? blank(identities[0]!);
    for (const identity of identities) known.set(identity, slot);
    slots.set(row, slot);
  }
  const sound = whole.filter((row) => slots.has(row));
  const contradicting = findConflicts.ofValues(sound, (row) => `${slots.get(row)!.id} ${dayOf(row)}`);
  conflicts.push(...contradicting.values());
  const planned = sound
    .filter((row) => !contradicting.has(row.index))
    .sort((a, b) => (dayOf(a) < dayOf(b) ? -1 : dayOf(a) > dayOf(b) ? 1 : a.index - b.index))
    .map((row) => apply(row, slots.get(row)!, dayOf(row)));
  return { planned, conflicts };
}

const blank = (identity: string): ParticipantSlot => ({
  id: randomUUID(),
  entityId: null,
  identity,
  formerIdentity: null,
  values: { name: "", creditCode: null, region: null, industry: null, externalId: null, headOfficeCreditCode: null },
  saidOn: {},
  observedOn: null,
  participations: [],
  isChanged: false,
});

function apply(row: GoodRow, slot: ParticipantSlot, day: Day): PlannedChange {
  const isDated = row.values.observedOn !== null;
  const { isChanged: isTold } = takeValues(slot, row.values, { day, isDated });
  slot.identity = identitiesOf(slot.values)[0]!;
  const { role, since } = row.values;
  const { participation, isNew, isChanged, isOverruled } = see(slot, { role, since, day, isDated: isDated || isTold });
  const outcome = isNew ? "CREATED" : isTold || isChanged ? "UPDATED" : "UNCHANGED";
  noteSighting(slot, outcome !== "UNCHANGED" || isDated, day);
  slot.isChanged ||= outcome !== "UNCHANGED";
  const event = isNew ? "PARTICIPANT_REGISTERED" : "PARTICIPANT_UPDATED";
  return { index: row.index, slot, participation, day, isDated: isDated && !isOverruled, outcome, event };
}

/** A row without a day that says nothing new is a repeat, not a sighting: else every repeat would be news. */
export function noteSighting(slot: ParticipantSlot, isSighting: boolean, day: Day): void {
  if (!isSighting || day <= (slot.observedOn ?? "")) return;
  slot.observedOn = day;
  slot.isChanged = true;
}

/** A code is who it is: another one is another participant, so it is never overwritten. */
export function takeValues(
  slot: ParticipantSlot,
  said: { [Field in keyof ParticipantValues]?: string | null },
  when: { day: Day; isDated: boolean },
) {
  const taken = takeLatest<keyof ParticipantValues>(
    slot as Worded<keyof ParticipantValues>,
    said,
    when,
    (field) => field === "creditCode",
  );
  slot.isChanged ||= taken.isNoted;
  return taken;
}
