import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { advanceJob } from "./job.lease.ts";
import { recordOutcomes } from "./job.outcomes.ts";
import type { Job, Position } from "./job.record.ts";
import { findRowEnds, type ReadRow, writeRows } from "./job.slice.ts";
import type { RowKind } from "./kinds/kind.ts";
import type { Work } from "./row.job.ts";
import { partsOf, type WrittenRows } from "./slice.parts.ts";

/** Rows that were read ahead, their ends looked up. */
export interface Slice {
  rows: ReadRow[];
  /** Where they begin; null at the beginning of a file. */
  start: Position | null;
  /** Where the following ones begin; null at the end of an empty file. */
  next: Position | null;
  /** Those that another server has written. */
  written: WrittenRows;
}

/** Tells how long a server has worked since it was asked before. */
export class Clock {
  private since = performance.now();

  lap(): number {
    const before = this.since;
    this.since = performance.now();
    return this.since - before;
  }
}

/** Whose rows they are. */
export interface SliceContext {
  job: Job;
  kind: RowKind;
  work: Work;
  day: string;
  /** See chunkStarts. */
  starts: ReadonlyMap<number, number>;
}

/**
 * Writes a slice in parts, each in a transaction that also says in the job what is written: the last one moves the position behind the slice, those
 * before it leave a mark for their rows. So whenever a server is killed, each row is either written and counted or not.
 */
export async function writeSlice(
  em: Em,
  { job, kind, work, day, starts }: SliceContext,
  { rows, start, next, written }: Slice,
  clock: Clock,
): Promise<void> {
  // Before the first row there is no place for a mark.
  const parts = partsOf(kind, rows, start === null ? 1 : work.writers, written.has);
  let marks = written;
  let stored = start;
  let open = parts.length;
  let turn = Promise.resolve();

  const writePart = async (places: readonly number[], isRepeated: boolean): Promise<void> => {
    let position: Position | null = null;
    const part = places.map((at) => rows[at]!);
    let pass = () => {};
    try {
      await asSystem(em, async (tx) => {
        // The rows and the position are kept or lost together, so nobody waits for the disk before the job's end, which is kept for certain.
        await sql`select set_config('synchronous_commit', 'off', true)`.execute(tx.getKysely());
        // What made a transaction fail may be an end that is another by now.
        if (isRepeated) await findRowEnds(tx, kind, part);
        const outcomes = await writeRows(tx, kind, part, { importId: job.id, source: job.source, day });
        const counts = await recordOutcomes(tx, job.id, part, outcomes);
        if (counts.created + counts.updated > 0) await recordSlice(tx, job.id);
        // From here on one part after the other, each until it is committed.
        const before = turn;
        turn = new Promise((resolve) => {
          pass = resolve;
        });
        await before;
        position = open === 1 ? next : { ...start!, written: marks.with(places).toString() };
        await advanceJob(tx, job.id, work.lease, {
          ...{ from: stored, position, readBytes: bytesBefore(starts, position), read: part.length, ...counts },
          busyMs: clock.lap(),
        });
      });
      marks = marks.with(places);
      stored = position;
      open -= 1;
    } finally {
      pass();
    }
  };

  const ended = await Promise.allSettled(
    parts.map((places) => {
      let attempts = 0;
      return retrying(() => writePart(places, attempts++ > 0));
    }),
  );
  const failed = ended.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}

const bytesBefore = (starts: ReadonlyMap<number, number>, position: Position | null): number =>
  position === null ? 0 : (starts.get(position.chunk) ?? Math.max(0, ...starts.values())) + position.offset;

/** One act a part: which rows it wrote is said by their import_id. */
const recordSlice = (tx: Em, jobId: string): Promise<void> =>
  recordAct(
    tx,
    { kind: "system", subject: "import" },
    { operation: "import", subjects: [auditSubject("importJob", jobId)] },
  );
