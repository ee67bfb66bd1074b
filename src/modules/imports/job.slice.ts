import type { Em } from "../../database.ts";
import { errorCodes } from "../../shared/error-codes.ts";
import { Pace } from "../../shared/pace.ts";
import { readDepartures } from "../../shared/row-checks.ts";
import { erasedAmong } from "../organizations/tombstone.service.ts";
import { findEnds } from "./end.loader.ts";
import type { FileRejection, FileRow } from "./job.record.ts";
import { type CellContext, CellError, CellReader } from "./kinds/cell.reader.ts";
import type { End, Known, Placed, RowKind, RowOutcome, RowProblem, WriteContext } from "./kinds/kind.ts";
import type { RecentEnds } from "./recent-ends.ts";
import { readingTurn } from "./row.reader.ts";

/** A row of a file, read against its kind. */
export interface ReadRow {
  file: Pick<FileRow, "line" | "fields"> & { cells?: Record<string, string> };
  /** What it says; undefined for one with a problem. */
  row?: unknown;
  problem?: RowProblem;
  /** The entities that its ends name; null for an unknown one. Set by findRowEnds, and there from the beginning: an object that grows costs more. */
  known: (Known | null)[] | undefined;
}

/** What became of a slice. outcomes and missing are in the rows' order; missing: the ends that a row waits for. */
export interface WrittenSlice {
  outcomes: (RowOutcome | { outcome: "PENDING"; missing: End[]; problem?: undefined })[];
}

/** Reads rows against their kind; what cannot be taken has its problem. Yields to whoever else the process serves. */
export async function readAgainst(
  kind: RowKind,
  rows: readonly (FileRow | FileRejection)[],
  context: CellContext,
): Promise<ReadRow[]> {
  const pace = new Pace(readingTurn);
  const read: ReadRow[] = [];
  for (const one of rows) {
    if (pace.isDue()) await pace.rest();
    read.push(
      one.rejected ? { file: one, problem: fromFile(one.rejected), known: undefined } : readRow(kind, one, context),
    );
  }
  return read;
}

const fromFile = ({ code, reason }: FileRejection["rejected"]): RowProblem => ({ code, field: null, message: reason });

/** One row against its kind. */
export function readRow(
  kind: RowKind,
  file: Pick<FileRow, "line" | "cells" | "fields">,
  context: CellContext,
): ReadRow {
  try {
    return { file, row: kind.parse(new CellReader(file.cells, context)), known: undefined };
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    const { code, field, message } = error;
    return { file, problem: { code, field, message }, known: undefined };
  }
}

/** Looks up what the rows' ends name, but for those that recent knows. Answers the departures (row-checks.ts) from before. */
export async function findRowEnds(
  tx: Em,
  kind: RowKind,
  rows: readonly ReadRow[],
  recent: RecentEnds | null = null,
): Promise<string> {
  const departures = await readDepartures(tx);
  recent?.keepFor(departures);
  const unknown: { end: End; row: ReadRow; place: number }[] = [];
  for (const row of rows) {
    const ends = row.row === undefined ? [] : kind.ends(row.row);
    // As long as it will be: one that is pushed to has room for sixteen more, and millions of rows wait with theirs.
    row.known = ends.map((end, place) => {
      const known = recent?.get(end) ?? null;
      if (known === null) unknown.push({ end, row, place });
      return known;
    });
  }
  const found = await findEnds(
    tx,
    unknown.map(({ end }) => end),
  );
  unknown.forEach(({ end, row, place }, index) => {
    const known = found[index]!;
    row.known![place] = known;
    if (known) recent?.add(end, known);
  });
  return departures;
}

/** Writes the rows whose ends are known; the others wait, and those that name something of another type are refused. */
export async function writeRows(
  tx: Em,
  kind: RowKind,
  rows: readonly ReadRow[],
  context: WriteContext,
): Promise<WrittenSlice> {
  const placed: Placed<unknown>[] = [];
  const outcomes = rows.map(({ row, problem, known }): WrittenSlice["outcomes"][number] | null => {
    if (problem) return { outcome: "REJECTED", problem };
    const ends = kind.ends(row);
    const found = known!;
    const unfit = ends.find(({ types }, place) => found[place] && !types.includes(found[place].type));
    if (unfit) return { outcome: "REJECTED", problem: wrongType(unfit) };
    const missing = ends.filter((_, place) => !found[place]);
    if (missing.length > 0) return { outcome: "PENDING", missing };
    placed.push({ row, ends: found as Known[] });
    return null;
  });
  await refuseErased(tx, kind, rows, outcomes);
  const written = placed.length > 0 ? await kind.write(tx, placed, context) : [];
  let next = 0;
  return { outcomes: outcomes.map((one) => one ?? written[next++]!) };
}

/** A row that names an erased person cannot wait: it would keep what was erased. */
async function refuseErased(
  tx: Em,
  kind: RowKind,
  rows: readonly ReadRow[],
  outcomes: (WrittenSlice["outcomes"][number] | null)[],
): Promise<void> {
  if (!outcomes.some((one) => one?.outcome === "PENDING")) return;
  const waiting = [...rows.entries()].filter(([at]) => outcomes[at]?.outcome === "PENDING");
  const persons = waiting.flatMap(([at, { row }]) => {
    const person = kind.personOf?.(row);
    return person ? [{ at, ...person }] : [];
  });
  const erased = await erasedAmong(tx, persons);
  const places = [
    ...waiting.flatMap(([at, { known }]) => (known!.some((end) => end?.isErased) ? [at] : [])),
    ...persons.flatMap(({ at }, index) => (erased[index] ? [at] : [])),
  ];
  for (const at of places) outcomes[at] = { outcome: "REJECTED", problem: personErased };
}

const personErased: RowProblem = { code: "PERSON_ERASED", field: null, message: errorCodes.PERSON_ERASED };

const wrongType = ({ field, types }: End): RowProblem => ({
  code: "REFERENCE_TYPE",
  field,
  message: `${field} names something that is no ${types.join(" or ").toLowerCase()}`,
});
