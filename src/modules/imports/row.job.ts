import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { asSystem } from "../../shared/session.ts";
import { chunkReader, chunkStarts } from "./job.chunks.ts";
import { type Lease, renewLease } from "./job.lease.ts";
import type { FileRejection, FileRow, Job } from "./job.record.ts";
import { findRowEnds, readAgainst } from "./job.slice.ts";
import type { CellContext } from "./kinds/cell.reader.ts";
import type { RowKind } from "./kinds/kind.ts";
import { linkPending } from "./pending.service.ts";
import { RecentEnds } from "./recent-ends.ts";
import { readRowBatches } from "./row.reader.ts";
import { WrittenRows } from "./slice.parts.ts";
import { type Slice, SliceWriter } from "./slice.writer.ts";

/** How a server works on jobs. */
export interface Work {
  lease: Lease;
  /** Rows of a file that are written before the job's position moves behind them. */
  sliceRows: number;
  /** So many transactions may write a slice beside each other. */
  writers: number;
  /** Today. */
  day: () => string;
  isStopping: () => boolean;
}

/**
 * Writes the rest of a job's file, slice after slice, the next one being read, and its ends looked up, while one is written. True when the job
 * came to its end, false when it was told to stop. Throws CsvError for a file that cannot be read, LeaseLost when the job is another's.
 */
export async function runRowJob(em: Em, job: Job, kind: RowKind, work: Work): Promise<boolean> {
  const currencies = await readCurrencies(em);
  const starts = await chunkStarts(em, job.id);
  const day = work.day();
  const context: CellContext = { source: job.source, namesIdentify: job.namesIdentify, today: day, currencies };
  const columns = kind.columns.filter(({ required }) => required).map(({ name }) => name);
  const batches = readRowBatches(chunkReader(em, job.id), job.format, columns, job.position);
  const writer = new SliceWriter(em, { job, kind, work, day, starts });
  const recent = new RecentEnds();
  let start = job.position;
  const rows: (FileRow | FileRejection)[] = [];
  const take = async (): Promise<Slice> => {
    const written = new WrittenRows(start?.written);
    const size = Math.max(work.sliceRows, written.length);
    while (rows.length < size) {
      const { done, value } = await batches.next();
      if (done) break;
      rows.push(...value);
    }
    const taken = rows.splice(0, size);
    const next = taken.at(-1)?.next ?? null;
    const from = start;
    start = next;
    const read = await readAgainst(kind, taken, context);
    const departures = await asSystem(em, (tx) => findRowEnds(tx, kind, read, recent));
    return { start: from, written, next, rows: read, departures };
  };
  try {
    for (let ahead = take(); ; ) {
      const slice = await ahead;
      if (slice.rows.length === 0) break;
      ahead = take();
      // It fails where it is awaited.
      ahead.catch(() => {});
      await writer.add(slice);
      if (work.isStopping()) break;
    }
    await writer.end();
    if (work.isStopping()) return false;
  } finally {
    await writer.settle();
    await batches.return(undefined);
  }
  await linkPending(em, day, currencies, work.isStopping, (tx) => renewLease(tx, job.id, work.lease));
  return !work.isStopping();
}

/** Currencies that head office keeps a rate for. */
async function readCurrencies(em: Em): Promise<Set<string>> {
  const { rows } = await sql<{
    currency: string;
  }>`select distinct currency::text as currency from exchange_rate`.execute(em.getKysely());
  return new Set(rows.map(({ currency }) => currency));
}
