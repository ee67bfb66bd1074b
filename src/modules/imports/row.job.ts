import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { chunkReader, chunkStarts } from "./job.chunks.ts";
import { advanceJob, type Lease, renewLease } from "./job.lease.ts";
import { recordOutcomes } from "./job.outcomes.ts";
import type { FileRejection, FileRow, Job } from "./job.record.ts";
import { type ReadRow, readAgainst, writeRows } from "./job.slice.ts";
import type { CellContext } from "./kinds/cell.reader.ts";
import type { RowKind } from "./kinds/kind.ts";
import { linkPending } from "./pending.service.ts";
import { readRows } from "./row.reader.ts";

/** How a server works on jobs. */
export interface Work {
  lease: Lease;
  /** Rows of a file that are written in one transaction. */
  sliceRows: number;
  /** Today. */
  day: () => string;
  isStopping: () => boolean;
}

/** Rows that were read ahead; next is where the following ones begin, null at the end of an empty file. */
interface Slice {
  rows: ReadRow[];
  next: FileRow["next"] | null;
}

/**
 * Writes the rest of a job's file, a slice a transaction, the next slice being read while one is written. True when the job came to its end,
 * false when it was told to stop. Throws CsvError for a file that cannot be read, LeaseLost when the job is another's.
 */
export async function runRowJob(em: Em, job: Job, kind: RowKind, work: Work): Promise<boolean> {
  const currencies = await readCurrencies(em);
  const starts = await chunkStarts(em, job.id);
  const day = work.day();
  const context: CellContext = { source: job.source, namesIdentify: job.namesIdentify, today: day, currencies };
  const columns = kind.columns.filter(({ required }) => required).map(({ name }) => name);
  const rows = readRows(chunkReader(em, job.id), job.format, columns, job.position);
  const take = async (): Promise<Slice> => readSlice(rows, kind, context, work.sliceRows);
  try {
    let ahead = take();
    for (let busySince = performance.now(); ; ) {
      const slice = await ahead;
      if (slice.rows.length === 0) break;
      ahead = take();
      // It fails where it is awaited.
      ahead.catch(() => {});
      await retrying(() =>
        asSystem(em, async (tx) => {
          const written = await writeRows(tx, kind, slice.rows, { importId: job.id, source: job.source, day });
          const counts = await recordOutcomes(tx, job.id, slice.rows, written);
          if (counts.created + counts.updated > 0) await recordSlice(tx, job.id);
          await advanceJob(tx, job.id, work.lease, {
            ...{ position: slice.next, readBytes: bytesBefore(starts, slice.next), read: slice.rows.length, ...counts },
            busyMs: performance.now() - busySince,
          });
        }),
      );
      busySince = performance.now();
      if (work.isStopping()) return false;
    }
  } finally {
    await rows.return(undefined);
  }
  await linkPending(em, day, currencies, work.isStopping, (tx) => renewLease(tx, job.id, work.lease));
  return !work.isStopping();
}

async function readSlice(
  rows: AsyncGenerator<FileRow | FileRejection>,
  kind: RowKind,
  context: CellContext,
  size: number,
): Promise<Slice> {
  const taken: (FileRow | FileRejection)[] = [];
  while (taken.length < size) {
    const { done, value } = await rows.next();
    if (done) break;
    taken.push(value);
  }
  return { rows: await readAgainst(kind, taken, context), next: taken.at(-1)?.next ?? null };
}

const bytesBefore = (starts: ReadonlyMap<number, number>, next: Slice["next"]): number =>
  next === null ? 0 : (starts.get(next.chunk) ?? Math.max(0, ...starts.values())) + next.offset;

/** One act a slice: which rows it wrote is said by their import_id. */
const recordSlice = (tx: Em, jobId: string): Promise<void> =>
  recordAct(
    tx,
    { kind: "system", subject: "import" },
    { operation: "import", subjects: [auditSubject("importJob", jobId)] },
  );

/** Currencies that head office keeps a rate for. */
async function readCurrencies(em: Em): Promise<Set<string>> {
  const { rows } = await sql<{
    currency: string;
  }>`select distinct currency::text as currency from exchange_rate`.execute(em.getKysely());
  return new Set(rows.map(({ currency }) => currency));
}
