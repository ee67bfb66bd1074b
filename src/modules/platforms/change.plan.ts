import type { Day } from "../../shared/day.ts";
import type { ErrorCode } from "../../shared/error-codes.ts";
import type { EndRow, UpdateRow } from "./change.input.ts";
import { end, periodsOf } from "./participation.periods.ts";
import { findReferences } from "./reference.finder.ts";
import { findConflicts } from "./registration.conflicts.ts";
import { identitiesOf, noteSighting, takeValues } from "./registration.plan.ts";
import type { GoodRow, ParticipantSlot, PlannedChange } from "./registration.slot.ts";

/** Something about a row that its own check could not know. */
export interface RowProblem {
  index: number;
  field: string | null;
  code: ErrorCode;
  /** The other row of a conflict; null: an earlier call. */
  other?: number | null;
}

export interface ChangePlan {
  planned: PlannedChange[];
  problems: RowProblem[];
  warnings: RowProblem[];
}

const byDay = <Row extends GoodRow<{ observedOn: Day | null }>>(rows: readonly Row[], today: Day) =>
  rows
    .map((row) => ({ row, day: row.values.observedOn ?? today, isDated: row.values.observedOn !== null }))
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.row.index - b.row.index));

/** Works out what changes say of participants that stand, changing them in place; of older words only what fills a blank is taken. */
export function planUpdates(
  rows: readonly GoodRow<UpdateRow>[],
  standing: ReadonlyMap<string, ParticipantSlot>,
  today: Day,
): ChangePlan {
  const { slots, problems: found } = findReferences(rows, standing);
  const problems: RowProblem[] = [...found];
  // A participant that is known by its name alone is that name in that region: another name would be another participant.
  const unnamed = [...slots].flatMap(([row, slot]) => {
    if (slot.identity.startsWith("name:") === false || row.values.creditCode || row.values.externalId) return [];
    const said = {
      ...slot.values,
      name: row.values.name ?? slot.values.name,
      region: row.values.region ?? slot.values.region,
    };
    if (identitiesOf(said)[0] === slot.identity) return [];
    const field = row.values.name !== null && row.values.name !== slot.values.name ? "name" : "region";
    problems.push({ index: row.index, field, code: "ROW_CONFLICT", other: null });
    return [row.index];
  });
  const whole = [...slots.keys()].filter((row) => !unnamed.includes(row.index));
  const contradicting = findConflicts.ofValues(
    whole,
    (row) => `${slots.get(row)!.id} ${row.values.observedOn ?? today}`,
  );
  for (const { index, field, other } of contradicting.values())
    problems.push({ index, field, code: "ROW_CONFLICT", other });
  const warnings: RowProblem[] = [];
  const sound = whole.filter((row) => !contradicting.has(row.index));
  const planned = byDay(sound, today).map(({ row, day, isDated }): PlannedChange => {
    const slot = slots.get(row)!;
    const observedBefore = slot.observedOn;
    const { isChanged, older } = takeValues(slot, row.values, { day, isDated });
    for (const field of older) warnings.push({ index: row.index, field, code: "NEWER_STANDS" });
    slot.identity = identitiesOf(slot.values)[0]!;
    noteSighting(slot, isChanged || isDated, day);
    const outcome = isChanged || slot.observedOn !== observedBefore ? "UPDATED" : "UNCHANGED";
    return { index: row.index, slot, participation: null, day, isDated, outcome, event: "PARTICIPANT_UPDATED" };
  });
  return { planned, problems, warnings };
}

/** Works out which participations end, changing them in place. */
export function planEnds(
  rows: readonly GoodRow<EndRow>[],
  standing: ReadonlyMap<string, ParticipantSlot>,
  today: Day,
): ChangePlan {
  const { slots, problems: found } = findReferences(rows, standing);
  const problems: RowProblem[] = [...found];
  const warnings: RowProblem[] = [];
  const planned = byDay([...slots.keys()], today).flatMap(({ row, day, isDated }): PlannedChange[] => {
    const { index } = row;
    const slot = slots.get(row)!;
    const named = row.values.node?.startsWith("participation:") ? row.values.node.slice("participation:".length) : null;
    const asked = named === null ? null : slot.participations.find((one) => one.id === named)!;
    const participation = asked ?? periodsOf(slot, row.values.role)[0];
    if (!participation || (asked && row.values.role !== "" && row.values.role !== asked.role)) {
      problems.push({ index, field: "role", code: "PARTICIPATION_NOT_FOUND" });
      return [];
    }
    const isLast = periodsOf(slot, participation.role)[0] === participation;
    const isSame = participation.until === row.values.until && participation.endReason === row.values.reason;
    const ended = isLast
      ? end(participation, row.values.until, row.values.reason, day)
      : isSame
        ? "UNCHANGED"
        : "OLDER";
    if (ended === "BEFORE_START") {
      problems.push({ index, field: "until", code: "DATE_ORDER" });
      return [];
    }
    if (ended === "OLDER") warnings.push({ index, field: "until", code: "NEWER_STANDS" });
    const outcome = ended === "UPDATED" ? "UPDATED" : "UNCHANGED";
    return [{ index, slot, participation, day, isDated, outcome, event: "PARTICIPATION_ENDED" }];
  });
  return { planned, problems, warnings };
}
