import type { Em } from "../../database.ts";
import { chunkSize, chunks } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { foreignRefs, gather, lineKey, type Plan, refKey, withoutLines, withoutUnknown } from "./import.plan.ts";
import { type ImportSummary, type LineCounts, Tally, type Thing } from "./import.tally.ts";
import { findEntities, linkChunks, openAccounts, writeEntities, writeLinks } from "./import.writer.ts";
import type { RejectedRow } from "./import-row.ts";
import { type FilePaths, readMapped } from "./mapped.reader.ts";
import type { Mapping } from "./mapping.ts";

/** Told as an import goes on: bytes while it reads, then how much there is to write, then how much of it is written. */
export interface ImportProgress {
  onBytes?: (count: number) => void;
  onPlanned?: (total: number) => void;
  onWritten?: (count: number, soFar: LineCounts) => void;
}

/** How slices are written: by default each in a transaction of its own, tried again when another one was in its way. */
export interface ImportSlices {
  /** Outcomes must be plain data: a job that goes on is told those of the slices that it wrote before. */
  runSlice: <T>(work: (tx: Em) => Promise<T>) => Promise<T>;
  /** The job that the rows belong to; null: none. */
  importId: string | null;
}

const thingOf = {
  ORGANIZATION: "organizations",
  PERSON: "persons",
  GROUP: "groups",
  SCENARIO_PLATFORM: "platforms",
} as const satisfies Record<string, Thing>;

/**
 * Loads a data set into the graph: everything is read and judged, then written a few thousand rows a transaction, entities
 * before what joins them. A run that was cut off is finished by the next one, and one that says nothing new writes nothing.
 * day is today, on which derived values are brought up to date. Details that no column holds (addresses, titles) are not kept.
 */
export async function importFiles(
  em: Em,
  mapping: Mapping,
  paths: FilePaths,
  day: Day,
  progress: ImportProgress = {},
  slices?: ImportSlices,
): Promise<ImportSummary> {
  let read = 0;
  const onLine = () => {
    read += 1;
  };
  const gathered = await gather(readMapped(mapping, paths, { onBytes: progress.onBytes, onLine }));
  const inTransaction = <T>(work: (tx: Em) => Promise<T>): Promise<T> => retrying(() => asSystem(em, work));
  const { runSlice: write, importId } = slices ?? { runSlice: inTransaction, importId: null };
  const known = await inTransaction((tx) => findEntities(tx, foreignRefs(gathered)));
  const own = new Set(gathered.entities.map(({ row }) => refKey(row)));
  const plan = withoutUnknown(gathered, (key) => own.has(key) || known.has(key));
  progress.onPlanned?.(plan.entities.length + plan.relationships.length + plan.accounts.length);

  const tally = new Tally();
  const conflicts = await writeAllEntities(plan, known, tally, write, importId, progress);
  const rest = await afterConflicts(plan, known, conflicts, inTransaction);
  for (const chunk of linkChunks(rest.relationships, chunkSize)) {
    const written = await write((tx) => writeLinks(tx, chunk, known, day, importId));
    for (const [index, { outcome, evidence }] of written.entries()) {
      const row = chunk[index]!;
      tally.note("relationships", row, outcome);
      for (const [at, one] of row.evidence.entries())
        tally.note("evidence", { file: row.file, line: one.line ?? row.line }, evidence[at]!);
    }
    progress.onWritten?.(chunk.length, tally.soFar());
  }
  for (const chunk of chunks(rest.accounts)) {
    const written = await write((tx) => openAccounts(tx, chunk, known, day, importId));
    for (const [index, { outcome }] of written.entries()) tally.note("accounts", chunk[index]!, outcome);
    progress.onWritten?.(chunk.length, tally.soFar());
  }
  const counted = new Set(mapping.files.map(({ file }) => file));
  return tally.summary(read, rest.rejected, (file) => counted.has(file));
}

type Write = <T>(work: (tx: Em) => Promise<T>) => Promise<T>;

/** Writes the entities and notes their ids in known; answers the lines that contradict what stands. */
async function writeAllEntities(
  plan: Plan,
  known: Map<string, string>,
  tally: Tally,
  write: Write,
  importId: string | null,
  progress: ImportProgress,
): Promise<RejectedRow[]> {
  const conflicts: RejectedRow[] = [];
  for (const chunk of chunks(plan.entities)) {
    const written = await write((tx) => writeEntities(tx, chunk, importId));
    for (const [index, { entityId, outcome }] of written.entries()) {
      const { row, described } = chunk[index]!;
      if (outcome === "CONFLICT") {
        const reason = `the number "${row.number}" or the credit code belongs to something else already`;
        for (const at of described)
          conflicts.push({ row: "rejected", ...at, code: "ROW_CONFLICT", reason, fields: [] });
      } else {
        known.set(refKey(row), entityId!);
        tally.note(thingOf[row.type], described.at(-1)!, outcome);
      }
    }
    progress.onWritten?.(chunk.length, tally.soFar());
  }
  return conflicts;
}

/** The plan without what the conflicts' lines say, and without what only they would have made known. */
async function afterConflicts(
  plan: Plan,
  known: Map<string, string>,
  conflicts: readonly RejectedRow[],
  write: Write,
): Promise<Plan> {
  if (conflicts.length === 0) return plan;
  const rejected = new Map([...plan.rejected, ...conflicts].map((row) => [lineKey(row), row]));
  const rest = withoutLines(plan, rejected);
  const ends = rest.relationships.flatMap(({ from, to }) => [from, to]).filter((ref) => !known.has(refKey(ref)));
  for (const [key, id] of await write((tx) => findEntities(tx, ends))) known.set(key, id);
  return withoutUnknown(rest, (key) => known.has(key));
}
