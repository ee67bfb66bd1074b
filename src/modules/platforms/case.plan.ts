import { randomUUID } from "node:crypto";
import type { Day } from "../../shared/day.ts";
import { type CaseRow, unfitFact } from "./case.input.ts";
import type { ParticipantReference } from "./change.input.ts";
import type { RowProblem } from "./change.plan.ts";
import { takeLatest, type Worded } from "./latest-word.ts";
import { findReferences } from "./reference.finder.ts";
import type { GoodRow, ParticipantSlot } from "./registration.slot.ts";

export const caseFields = [
  "kind",
  "title",
  "acceptedOn",
  "completedOn",
  "administratorId",
  "parties",
  "court",
  "contract",
  "region",
] as const;
export type CaseField = (typeof caseFields)[number];

/** A case while a call is worked out in memory. */
export interface CaseSlot extends Worded<CaseField> {
  id: string;
  number: string;
  isNew: boolean;
  observedOn: Day | null;
  isChanged: boolean;
}

/** A good row and what becomes of it. */
export interface PlannedCase {
  index: number;
  slot: CaseSlot;
  day: Day;
  outcome: "CREATED" | "UPDATED" | "UNCHANGED";
  /** This row is the one that completed it. */
  isCompletion: boolean;
}

export interface CasePlan {
  planned: PlannedCase[];
  problems: RowProblem[];
  warnings: RowProblem[];
}

/** Parties as one value: sorted, so that the same parties in another order are the same. */
const partiesText = (parties: readonly { id: string; role: string }[]): string =>
  JSON.stringify([...new Set(parties.map(({ id, role }) => `${id} ${role}`))].sort());
export const partiesIn = (text: string | null): { id: string; role: string }[] =>
  (JSON.parse(text ?? "[]") as string[]).map((one) => ({ id: one.slice(0, 36), role: one.slice(37) }));

/** References of a row to participants, with the place of each in it. */
export const referencesOf = (row: CaseRow): { field: string; reference: ParticipantReference }[] => [
  ...(row.administrator ? [{ field: "administrator", reference: row.administrator }] : []),
  ...(row.parties ?? []).map(({ reference }) => ({ field: "parties", reference })),
];

/**
 * Works out what rows mean beside the cases that stand (by `id:` and `number:`), changing them in place. In order of the day they count
 * from; each value's latest word holds. isRegistration: a number that is not there makes a case.
 */
export function planCases(
  rows: readonly GoodRow<CaseRow>[],
  standing: ReadonlyMap<string, CaseSlot>,
  participants: ReadonlyMap<string, ParticipantSlot>,
  { today, isRegistration }: { today: Day; isRegistration: boolean },
): CasePlan {
  const problems: RowProblem[] = [];
  const warnings: RowProblem[] = [];
  const known = new Map(standing);
  const dayOf = (row: GoodRow<CaseRow>) => row.values.observedOn ?? today;
  const found = rows.flatMap((row) => {
    const { key, number, kind } = row.values;
    const named = [key === null ? null : `id:${key}`, number === null ? null : `number:${number}`];
    const slots = new Set(named.flatMap((one) => (one === null ? [] : (known.get(one) ?? []))));
    if (key !== null && !known.has(`id:${key}`)) {
      problems.push({ index: row.index, field: "id", code: "CASE_NOT_FOUND" });
      return [];
    }
    const isTorn =
      slots.size > 1 || (key !== null && number !== null && slots.size === 1 && !known.has(`number:${number}`));
    if (isTorn) {
      problems.push({ index: row.index, field: "number", code: "ROW_CONFLICT", other: null });
      return [];
    }
    let [slot] = slots;
    if (!slot && isRegistration) {
      slot = blank(number!);
      known.set(`number:${number}`, slot);
    }
    if (!slot) {
      problems.push({ index: row.index, field: "number", code: "CASE_NOT_FOUND" });
      return [];
    }
    const unfit = unfitFact(kind ?? slot.values.kind!, row.values);
    if (unfit) {
      problems.push({
        index: row.index,
        field: unfit === "contract" ? "contractAmount" : unfit,
        code: "CASE_FACT_UNFIT",
      });
      return [];
    }
    const said = resolved(row, participants, problems);
    return said ? [{ row, slot, said, day: dayOf(row), isDated: row.values.observedOn !== null }] : [];
  });
  const torn = contradictions(found, problems);
  const planned = found
    .filter(({ row }) => !torn.has(row.index))
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.row.index - b.row.index))
    .map(({ row: { index }, slot, said, day, isDated }): PlannedCase => {
      const wasOpen = slot.values.completedOn === null;
      const wasNew = slot.isNew && !slot.isChanged;
      const seenBefore = slot.observedOn;
      const { isChanged, isNoted, older } = takeLatest(slot, said, { day, isDated });
      for (const field of older) warnings.push({ index, field: inputName(field), code: "NEWER_STANDS" });
      if ((isDated || isChanged || wasNew) && day > (slot.observedOn ?? "")) slot.observedOn = day;
      const isSeen = slot.observedOn !== seenBefore;
      slot.isChanged ||= isNoted || isSeen || wasNew;
      const outcome = wasNew ? "CREATED" : isChanged || isSeen ? "UPDATED" : "UNCHANGED";
      return { index, slot, day, outcome, isCompletion: wasOpen && slot.values.completedOn !== null };
    });
  return { planned, problems, warnings };
}

const inputName = (field: CaseField) =>
  field === "administratorId" ? "administrator" : field === "contract" ? "contractAmount" : field;

const blank = (number: string): CaseSlot => ({
  id: randomUUID(),
  number,
  isNew: true,
  values: Object.fromEntries(caseFields.map((field) => [field, null])) as CaseSlot["values"],
  saidOn: {},
  observedOn: null,
  isChanged: false,
});

type Said = { [F in CaseField]: string | null };

/** What a row says with its participants found; null, with a problem each, when one is not there. */
function resolved(
  row: GoodRow<CaseRow>,
  participants: ReadonlyMap<string, ParticipantSlot>,
  problems: RowProblem[],
): Said | null {
  const { administrator, parties, ...values } = row.values;
  const keys = referencesOf(row.values).map(({ field, reference }) => {
    const { slots, problems: found } = findReferences([{ index: row.index, values: reference }], participants);
    for (const { code } of found) problems.push({ index: row.index, field, code, other: null });
    return [...slots.values()][0]?.id ?? null;
  });
  if (keys.includes(null)) return null;
  const ofParties = keys.slice(administrator ? 1 : 0);
  return {
    ...values,
    administratorId: administrator ? keys[0]! : null,
    parties: parties && partiesText(parties.map(({ role }, place) => ({ id: ofParties[place]!, role }))),
  };
}

/** Rows that say different things of one case for one day: neither is believed. */
function contradictions(
  found: readonly { row: GoodRow<CaseRow>; slot: CaseSlot; said: Said; day: Day }[],
  problems: RowProblem[],
): Set<number> {
  const firsts = new Map<string, { value: string; index: number }>();
  const torn = new Set<number>();
  for (const { row, slot, said, day } of found) {
    for (const field of caseFields) {
      const value = said[field];
      if (value === null) continue;
      const first = firsts.get(`${slot.id} ${day} ${field}`);
      if (!first) firsts.set(`${slot.id} ${day} ${field}`, { value, index: row.index });
      else if (first.value !== value) {
        for (const [index, other] of [[row.index, first.index] as const, [first.index, row.index] as const]) {
          if (!torn.has(index)) problems.push({ index, field: inputName(field), code: "ROW_CONFLICT", other });
          torn.add(index);
        }
      }
    }
  }
  return torn;
}
