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
import { partsOf, WrittenRows } from "./slice.parts.ts";

/** Rows that were read ahead, their ends looked up. */
export interface Slice {
  rows: ReadRow[];
  /** The departures (row-checks.ts) before their ends were looked up. */
  departures: string;
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

/** A slice that is being written: how many of its parts are not, and which rows are. */
interface OpenSlice extends Slice {
  left: number;
  /** Its parts came to their ends. */
  ended: Promise<unknown>;
}

/** How often a part is begun again: whoever merges beside it passes in a second or two, and a job that gives up waits for its lease to end. */
const attemptsOfPart = 10;

/** Slices that are written at a time: while one part of the first is still written, others of the second begin. */
const most = 2;

/**
 * Writes slices in parts, each in a transaction that also says in the job what is written: the position is behind all that is written to the
 * last row, and marks tell which rows behind it are. So whenever a server is killed, each row is either written and counted or not. Parts of one
 * key follow each other, over all slices.
 */
export class SliceWriter {
  private readonly em: Em;
  private readonly context: SliceContext;
  private readonly open: OpenSlice[] = [];
  /** What each writer does, to its end; rejected never. */
  private readonly tails: Promise<void>[];
  private stored: Position | null;
  /** Who moves the job on: one part after the other, each until it is committed. */
  private turn: Promise<void> = Promise.resolve();
  private failure: { error: unknown } | null = null;
  private readonly clock = new Clock();

  constructor(em: Em, context: SliceContext) {
    this.em = em;
    this.context = context;
    this.stored = context.job.position;
    this.tails = Array.from({ length: context.work.writers }, () => Promise.resolve());
  }

  /** Begins to write a slice, when those before it leave room. Throws what kept one of them from being written; then nothing more is begun. */
  async add(slice: Slice): Promise<void> {
    // Before the first row there is no place for a mark.
    while (this.open.length >= (this.stored === null ? 1 : most) && !this.failure) await this.open[0]!.ended;
    if (this.failure) throw this.failure.error;
    const { kind, work } = this.context;
    const parts = partsOf(kind, slice.rows, slice.start === null ? 1 : work.writers, slice.written.has);
    const toWrite = [...parts.entries()].filter(([, places]) => places.length > 0);
    if (toWrite.length === 0) return;
    const open: OpenSlice = { ...slice, left: toWrite.length, ended: Promise.resolve() };
    this.open.push(open);
    for (const [writer, places] of toWrite)
      this.tails[writer] = this.tails[writer]!.then(() => this.write(open, places));
    open.ended = Promise.all(toWrite.map(([writer]) => this.tails[writer]));
  }

  /** Waits until nothing is being written any more. */
  async settle(): Promise<void> {
    await Promise.all(this.tails);
  }

  /** Waits until all that was begun is written. Throws what kept something from it. */
  async end(): Promise<void> {
    await this.settle();
    if (this.failure) throw this.failure.error;
  }

  private async write(slice: OpenSlice, places: readonly number[]): Promise<void> {
    if (this.failure) return;
    try {
      let attempts = 0;
      await retrying(() => this.writePart(slice, places, attempts++ > 0), attemptsOfPart);
    } catch (error) {
      this.failure ??= { error };
    }
  }

  private async writePart(slice: OpenSlice, places: readonly number[], isRepeated: boolean): Promise<void> {
    const { job, kind, work, day, starts } = this.context;
    const part = places.map((at) => slice.rows[at]!);
    let pass = () => {};
    try {
      let after = { closed: 0, position: null as Position | null };
      await asSystem(this.em, async (tx) => {
        // The rows and the position are kept or lost together, so nobody waits for the disk before the job's end, which is kept for certain.
        await sql`select set_config('synchronous_commit', 'off', true)`.execute(tx.getKysely());
        // What made a transaction fail may be an end that is another by now.
        const departures = isRepeated ? await findRowEnds(tx, kind, part) : slice.departures;
        const outcomes = await writeRows(tx, kind, part, { importId: job.id, source: job.source, day, departures });
        const counts = await recordOutcomes(tx, job.id, part, outcomes);
        if (counts.created + counts.updated > 0) await recordSlice(tx, job.id);
        const before = this.turn;
        this.turn = new Promise((resolve) => {
          pass = resolve;
        });
        await before;
        after = this.behind(slice, places);
        await advanceJob(tx, job.id, work.lease, {
          ...{ from: this.stored, position: after.position, readBytes: bytesBefore(starts, after.position) },
          ...{ read: part.length, ...counts, busyMs: this.clock.lap() },
        });
      });
      this.stored = after.position;
      this.open.splice(0, after.closed);
      Object.assign(slice, { written: slice.written.with(places), left: slice.left - 1 });
    } finally {
      pass();
    }
  }

  /** How far the job is, and how many of the open slices come to their end, when a part is written besides what is. */
  private behind(slice: OpenSlice, places: readonly number[]): { closed: number; position: Position | null } {
    const first = this.open.findIndex((one) => one.left > (one === slice ? 1 : 0));
    if (first < 0) return { closed: this.open.length, position: this.open.at(-1)!.next };
    const marks = WrittenRows.joined(
      this.open.slice(first).map((one) => ({
        length: one.rows.length,
        written: one === slice ? one.written.with(places) : one.written,
      })),
    );
    const { chunk, offset, line } = this.open[first]!.start!;
    return { closed: first, position: { chunk, offset, line, ...(marks && { written: marks.toString() }) } };
  }
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
