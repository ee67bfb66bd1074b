import { sql } from "kysely";
import type { Em } from "../../database.ts";
import type { ErrorCode } from "../../shared/error-codes.ts";

export type JobFormat = "CSV" | "NDJSON";
export type JobState = "UPLOADING" | "QUEUED" | "RUNNING" | "DONE" | "FAILED" | "CANCELLED" | "REVERTING" | "REVERTED";

/** The next unread row of a file in pieces: number of the chunk (from 1), byte in it, and line of the file (the header is line 1). */
export interface Position {
  chunk: number;
  offset: number;
  line: number;
  /** Of the rows from here on those that are written already, where others before them are not; see slice.parts.ts. */
  written?: string;
}

/** Where a row is: the line at which it begins, and where to go on behind it. */
export interface RowPlace {
  line: number;
  next: Position;
}

/** A row of a file that can be read. fields: the cells in the file's order; of NDJSON the line as it stands. */
export interface FileRow extends RowPlace {
  cells: Record<string, string>;
  fields: string[];
  rejected?: undefined;
}

/** A row that cannot; fields are what stood in it, empty where that is too much to keep. */
export interface FileRejection extends RowPlace {
  fields: string[];
  rejected: { code: ErrorCode; reason: string };
}

/**
 * Rows out of the chunks of a file, from a position or from the beginning, without ever holding the file. readChunk answers null past the
 * last chunk. Throws CsvError for a file that cannot be read as asked: columns are those that must be there.
 */
export type ReadRows = (
  readChunk: (number: number) => Promise<Buffer | null>,
  format: JobFormat,
  columns: readonly string[],
  from: Position | null,
) => AsyncGenerator<FileRow | FileRejection>;

/** How many rows came to what. PENDING: an end is not known yet; counted as created, updated or unchanged once it is linked. */
export interface JobCounts {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  pending: number;
}

/** A job as it stands. */
export interface Job {
  id: string;
  /** A row kind (kinds/), or `mapping:` and the name of a mapping. */
  kind: string;
  format: JobFormat;
  /** Name of the source in every identity and evidence. */
  source: string;
  /** Whether a name is the source's own number where a row has neither code nor number. */
  namesIdentify: boolean;
  state: JobState;
  createdBy: string;
  createdAt: Date;
  queuedAt: Date | null;
  startedAt: Date | null;
  endedAt: Date | null;
  position: Position | null;
  byteSize: number;
  readBytes: number;
  /** Milliseconds that servers have worked on it. */
  busyMs: number;
  counts: JobCounts;
  failureCode: ErrorCode | null;
  failure: string | null;
  revertedAt: Date | null;
}

/** Columns of import_job as `j` for a select, in the names of Job. */
export const jobColumns = sql`j.id, j.kind, j.format, j.source, j.names_identify as "namesIdentify", j.state, j.created_by as "createdBy",
  j.created_at as "createdAt", j.queued_at as "queuedAt", j.started_at as "startedAt", j.ended_at as "endedAt", j.position,
  j.byte_size::float8 as "byteSize", j.read_bytes::float8 as "readBytes", j.busy_ms::float8 as "busyMs",
  json_build_object('read', j.read_count, 'created', j.created_count, 'updated', j.updated_count, 'unchanged', j.unchanged_count,
    'rejected', j.rejected_count, 'pending', j.pending_count) as counts,
  j.failure_code as "failureCode", j.failure, j.reverted_at as "revertedAt"`;

/** A job; null when there is none. */
export async function findJob(tx: Em, id: string): Promise<Job | null> {
  const { rows } = await sql<Job>`select ${jobColumns} from import_job j where j.id = ${id}::bigint`.execute(
    tx.getKysely(),
  );
  return rows[0] ?? null;
}

/** Rows a second over the time that servers have worked on it; null before it began. */
export const rateOf = ({ counts, busyMs }: Job): number | null => (busyMs > 0 ? (counts.read * 1000) / busyMs : null);

/** Seconds that the rest will take at the rate so far; null when that cannot be said. */
export const remainingSecondsOf = ({ byteSize, readBytes, busyMs }: Job): number | null =>
  readBytes > 0 && byteSize > 0 ? (Math.max(0, byteSize - readBytes) * busyMs) / readBytes / 1000 : null;
