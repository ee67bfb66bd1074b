import { randomUUID } from "node:crypto";
import type { Day } from "../../shared/day.ts";
import { normalizeName } from "../../shared/text.ts";
import { categoryOfCreditCode, type OrganizationCategory } from "../organizations/identity.policy.ts";
import { findConflicts, type RowConflict } from "./registration.conflicts.ts";
import type { ParticipantRow } from "./registration.input.ts";
import type { GoodRow, ParticipantSlot, ParticipantValues, PlannedRow } from "./registration.slot.ts";

/** Identities of a row or participant within its platform, strongest first: code, own number, else name and region. */
export function identitiesOf(values: ParticipantRow | ParticipantValues): string[] {
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
  values: { name: "", creditCode: null, region: null, industry: null, externalId: null, headOfficeCreditCode: null },
  observedOn: null,
  participations: [],
  isChanged: false,
});

function apply(row: GoodRow, slot: ParticipantSlot, day: Day): PlannedRow {
  const isNewer = slot.observedOn === null || day >= slot.observedOn;
  let isChanged = false;
  for (const field of Object.keys(slot.values) as (keyof ParticipantValues)[]) {
    const said = row.values[field];
    const stands = slot.values[field];
    // A code is who it is: another one is another participant, so it is never overwritten.
    const mayChange = !stands || (isNewer && field !== "creditCode");
    if (said === null || said === stands || !mayChange) continue;
    Object.assign(slot.values, { [field]: said });
    isChanged = true;
  }
  slot.identity = identitiesOf(slot.values)[0]!;
  const stands = slot.participations.find((one) => one.role === row.values.role);
  const participation = stands ?? {
    id: randomUUID(),
    role: row.values.role,
    since: row.values.since,
    observedOn: null,
    relationshipId: null,
    isChanged: true,
  };
  if (!stands) slot.participations.push(participation);
  const { since } = row.values;
  if (since !== null && (participation.since === null || since < participation.since)) {
    participation.since = since;
    isChanged = participation.isChanged = true;
  }
  // A row without a day that says nothing new is a repeat, not a sighting: else every repeat would be news.
  const isSighting = row.values.observedOn !== null || isChanged || !stands;
  if (isSighting && day > (participation.observedOn ?? "")) {
    participation.observedOn = day;
    isChanged = participation.isChanged = true;
  }
  if (isSighting && day > (slot.observedOn ?? "")) {
    slot.observedOn = day;
    slot.isChanged = true;
  }
  slot.isChanged ||= isChanged;
  const outcome = !stands ? "CREATED" : isChanged ? "UPDATED" : "UNCHANGED";
  return { ...row, slot, participation, day, outcome };
}
