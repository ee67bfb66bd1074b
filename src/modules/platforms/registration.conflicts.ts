import type { GoodRow, ParticipantSlot, ParticipantValues } from "./registration.slot.ts";

/** A row that contradicts another one of the same platform; nothing of it is taken. */
export interface RowConflict {
  index: number;
  field: keyof ParticipantValues;
  /** The other row of the call; null: a row of an earlier call. */
  other: number | null;
}

/** Rows whose number already belongs to another code, or whose code to another number, by index. When only the call itself disagrees, no side is believed. */
function ofIdentity(
  rows: readonly GoodRow[],
  standing: ReadonlyMap<string, ParticipantSlot>,
): Map<number, RowConflict> {
  const conflicts = new Map<number, RowConflict>();
  // A code that stands under another number: were the number moved, the old one alone would make a second participant of the same firm.
  for (const { index, values } of rows) {
    const held = values.creditCode === null ? null : standing.get(`code:${values.creditCode}`)?.values.externalId;
    if (held && values.externalId !== null && values.externalId !== held)
      conflicts.set(index, { index, field: "externalId", other: null });
  }
  for (const group of groupBy(rows, ({ values }) => values.externalId)) {
    const numbered = standing.get(`id:${group[0]!.values.externalId}`);
    const coded = group.filter((row) => row.values.creditCode !== null);
    const held = numbered?.values.creditCode ?? null;
    for (const row of coded) {
      if (held !== null && held !== row.values.creditCode) {
        conflicts.set(row.index, { index: row.index, field: "externalId", other: null });
      }
    }
    if (held !== null || new Set(coded.map((row) => row.values.creditCode)).size < 2) continue;
    for (const row of group) {
      const other = coded.find((one) => one.values.creditCode !== row.values.creditCode)!;
      conflicts.set(row.index, { index: row.index, field: "externalId", other: other.index });
    }
  }
  return conflicts;
}

const fields = ["name", "region", "industry", "externalId", "headOfficeCreditCode"] as const;

/** Rows that say different things of one participant for one day, by index; sameOf names participant and day. */
function ofValues<Row extends GoodRow<Record<(typeof fields)[number], string | null>>>(
  rows: readonly Row[],
  sameOf: (row: Row) => string,
): Map<number, RowConflict> {
  const conflicts = new Map<number, RowConflict>();
  for (const group of groupBy(rows, sameOf)) {
    for (const field of fields) {
      const said = (row: Row) => row.values[field];
      const speaking = group.filter((row) => said(row) !== null);
      if (new Set(speaking.map(said)).size < 2) continue;
      for (const row of speaking) {
        const other = speaking.find((one) => said(one) !== said(row))!;
        if (!conflicts.has(row.index)) conflicts.set(row.index, { index: row.index, field, other: other.index });
      }
    }
  }
  return conflicts;
}

export function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string | null): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].filter((group) => group.length > 0);
}

export const findConflicts = { ofIdentity, ofValues };
