import { pipeline, Readable } from "node:stream";
import { type Info, parse } from "csv-parse";
import type { ErrorCode } from "../../shared/error-codes.ts";
import { readText } from "./csv.decoder.ts";

/** A row that can be used. line: where it starts in the file, the header being line 1. cells: by column name, untouched. */
export interface CsvRow {
  line: number;
  cells: Record<string, string>;
  fields: string[];
  rejected?: undefined;
}

/** A row that cannot, with why, and what stood in it (empty where the file ended inside a quoted field). */
export interface CsvRejection {
  line: number;
  fields: string[];
  rejected: { code: ErrorCode; reason: string };
}

/** The file as a whole cannot be read as asked. */
export class CsvError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The rows of a CSV file with a header, one at a time and in order. UTF-8, GB18030 and UTF-16 are told apart; empty lines are
 * passed over. Throws CSV_COLUMNS_MISSING naming every column that the header lacks, CSV_COLUMNS_REPEATED for one that it has twice; faults of single rows come as rejections.
 */
export async function* readCsv(
  path: string,
  columns: readonly string[],
  onBytes?: (count: number) => void,
): AsyncGenerator<CsvRow | CsvRejection> {
  let endsInQuotes = false;
  const parser = parse({
    info: true,
    record_delimiter: "\n",
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // An error would throw away the rows that wait in the parser; a skip does not, and comes for an unclosed quote alone.
    skip_records_with_error: true,
    on_skip: () => {
      endsInQuotes = true;
    },
  });
  let lastCharacter = "\n";
  const text = async function* () {
    for await (const piece of readText(path, onBytes)) {
      lastCharacter = piece.at(-1) ?? lastCharacter;
      yield piece;
    }
  };
  // The reader below sees the error of either stream, because the pipeline destroys the parser with it.
  pipeline(Readable.from(text()), parser, () => {});

  let header: string[] | undefined;
  let nextLine = 1;
  // One row is held back: only when the file is over is it known whether a short row was cut off.
  let held: { line: number; fields: string[] } | undefined;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
    if (!header) {
      header = record.map((name) => name.trim());
      checkHeader(header, columns);
    } else {
      if (held) yield judge(held, header, false);
      held = { line: info.lines - lineBreaks(record), fields: record };
    }
    nextLine = info.lines + 1;
  }
  if (!header) checkHeader([], columns);
  if (held) yield judge(held, header!, lastCharacter !== "\n" && !endsInQuotes);
  if (endsInQuotes) yield rejection(nextLine, [], "CSV_TRUNCATED", "a quote opened in this row is never closed");
}

function judge(
  { line, fields }: { line: number; fields: string[] },
  header: string[],
  isCut: boolean,
): CsvRow | CsvRejection {
  const counts = `${fields.length} fields where the header has ${header.length}`;
  if (isCut && (fields.length < header.length || fields.at(-1)?.endsWith("\ufffd"))) {
    return rejection(line, fields, "CSV_TRUNCATED", `the file ends within this row, ${counts}`);
  }
  if (fields.length !== header.length) return rejection(line, fields, "CSV_ROW_LENGTH", counts);
  if (fields.some((field) => field.includes("\ufffd"))) {
    return rejection(line, fields, "CSV_ENCODING", "bytes that are no character in the encoding of the file");
  }
  return { line, fields, cells: Object.fromEntries(header.map((name, index) => [name, fields[index]!])) };
}

const rejection = (line: number, fields: string[], code: ErrorCode, reason: string): CsvRejection => ({
  line,
  fields,
  rejected: { code, reason },
});

function checkHeader(header: string[], columns: readonly string[]): void {
  const missing = columns.filter((column) => !header.includes(column));
  const repeated = columns.filter((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (repeated.length > 0) {
    throw new CsvError("CSV_COLUMNS_REPEATED", `The file has more than one column ${repeated.join(", ")}.`);
  }
  if (missing.length === 0) return;
  const found = header.length > 0 ? `it has ${header.map((name) => name.slice(0, 60)).join(", ")}` : "it is empty";
  throw new CsvError("CSV_COLUMNS_MISSING", `The file lacks the columns ${missing.join(", ")}; ${found}.`);
}

const lineBreaks = (record: string[]): number =>
  record.reduce((total, field) => total + field.split("\n").length - 1, 0);
