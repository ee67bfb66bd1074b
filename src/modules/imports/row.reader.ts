import { Pace } from "../../shared/pace.ts";
import { ChunkBytes, type ReadChunk } from "./chunk.bytes.ts";
import { csvHeader, csvRow } from "./csv.rows.ts";
import type { FileRejection, FileRow, JobFormat, Position, ReadRows, RowPlace } from "./job.record.ts";
import { ndjsonRow } from "./ndjson.rows.ts";
import { type FoundRecord, RecordFinder } from "./record.finder.ts";
import { decode, guessEncoding, markedEncoding, type TextEncoding } from "./text.encoding.ts";

/** Longest row in bytes; a longer one is passed over without being kept. */
const rowLimit = 1_048_576;
/** Rows that are handed on at once. */
const batchSize = 500;
/** In milliseconds: rows are read while others are written, and whoever writes waits for no longer with what the database has answered. */
export const readingTurn = 1;

const start: Position = { chunk: 1, offset: 0, line: 1 };

/**
 * Rows out of the chunks of a file, from a position or from the beginning; see ReadRows. CSV is UTF-8, GB18030 or UTF-16, told apart;
 * NDJSON is UTF-8. Faults of single rows come as rejections, empty lines not at all. Never more is held than a chunk or two.
 */
export const readRows: ReadRows = async function* (readChunk, format, columns, from) {
  for await (const rows of readRowBatches(readChunk, format, columns, from)) yield* rows;
};

/** The same, some hundred rows at a time: a step of a generator for each row costs more than the row. */
export async function* readRowBatches(
  readChunk: ReadChunk,
  format: JobFormat,
  columns: readonly string[],
  from: Position | null,
): AsyncGenerator<(FileRow | FileRejection)[]> {
  const reading = new Reading(readChunk, format, start);
  await reading.begin();
  const header = format === "CSV" ? await reading.header(columns) : columns;
  if (from === null) return yield* reading.rows(header);
  const rest = new Reading(readChunk, format, from, await reading.encodingUpTo(from));
  yield* rest.rows(header);
}

/** One pass over a file, or over its rest. */
class Reading {
  private readonly bytes: ChunkBytes;
  private readonly isCsv: boolean;
  private finder: RecordFinder;
  private encoding: TextEncoding | null;
  private line: number;

  constructor(readChunk: ReadChunk, format: JobFormat, from: Position, encoding: TextEncoding | null = null) {
    this.bytes = new ChunkBytes(readChunk, from);
    this.isCsv = format === "CSV";
    this.encoding = encoding;
    this.finder = new RecordFinder(encoding, this.isCsv);
    this.line = from.line;
  }

  /** Looks at the first bytes, and passes over a mark. */
  async begin(): Promise<void> {
    while (!this.bytes.isWhole && this.bytes.buffer.length < 3) await this.bytes.more(0);
    const { encoding, markLength } = markedEncoding(this.bytes.buffer);
    this.encoding = this.isCsv ? encoding : "utf8";
    this.finder = new RecordFinder(this.encoding, this.isCsv);
    this.finder.begin(this.isCsv || encoding === "utf8" ? markLength : 0);
    await this.learn(0);
  }

  /** Names of the columns. */
  async header(columns: readonly string[]): Promise<string[]> {
    for (;;) {
      const { buffer, isWhole } = this.bytes;
      const found = this.finder.find(buffer, isWhole);
      if (found && (found.start < found.end || !found.isEnded)) {
        this.line += found.breaks + 1;
        return csvHeader(decode(buffer, found.start, found.end, this.encoding), found.isQuoted, columns);
      }
      if (found) this.line += 1;
      else if (this.finder.seen > rowLimit) return csvHeader("", false, columns);
      else await this.more();
    }
  }

  /** What is known of the encoding when everything up to a position has been looked at. */
  async encodingUpTo({ chunk }: Position): Promise<TextEncoding | null> {
    while (this.encoding === null && !this.bytes.isWhole && this.bytes.lastChunk < chunk) {
      await this.bytes.more(this.bytes.buffer.length);
      await this.learn(0);
    }
    return this.encoding;
  }

  async *rows(header: readonly string[]): AsyncGenerator<(FileRow | FileRejection)[]> {
    const pace = new Pace(readingTurn);
    let dropped = 0;
    for (;;) {
      const rows: (FileRow | FileRejection)[] = [];
      const { buffer, isWhole } = this.bytes;
      while (rows.length < batchSize && this.finder.start < buffer.length) {
        const found = this.finder.find(buffer, isWhole);
        if (!found) break;
        const { line } = this;
        this.line += found.breaks + 1;
        const at = this.bytes.rowAt(line, found.next, this.line);
        const row = dropped + found.end - found.start > rowLimit ? tooLong(at) : this.row(buffer, found, header, at);
        dropped = 0;
        if (row) rows.push(row);
      }
      if (rows.length > 0) yield rows;
      if (pace.isDue()) await pace.rest();
      if (rows.length === batchSize) continue;
      if (isWhole) return;
      if (this.finder.seen > rowLimit) dropped += this.finder.dropSeen();
      await this.more();
    }
  }

  private row(buffer: Buffer, found: FoundRecord, header: readonly string[], at: RowPlace) {
    if (this.isCsv) return csvRow(buffer, found, this.encoding, header, at);
    return ndjsonRow(buffer.subarray(found.start, found.end), header, at);
  }

  private async more(): Promise<void> {
    const { start } = this.finder;
    const had = this.bytes.buffer.length - start;
    await this.bytes.more(start);
    this.finder.moved(start);
    await this.learn(had);
  }

  /** Guesses the encoding when it is not known yet and the bytes from an index on tell. */
  private async learn(from: number): Promise<void> {
    if (this.encoding === null) this.encoding = await guessEncoding(this.bytes, from);
  }
}

const tooLong = (at: RowPlace): FileRejection => ({
  line: at.line,
  next: at.next,
  fields: [],
  rejected: { code: "ROW_TOO_LONG", reason: `longer than ${rowLimit} bytes; is a quote open that is never closed?` },
});
