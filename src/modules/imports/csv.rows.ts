import type { ErrorCode } from "../../shared/error-codes.ts";
import { CsvError } from "./csv.error.ts";
import type { FileRejection, FileRow, Position, RowPlace } from "./job.record.ts";
import { type FoundRecord, fieldsOf } from "./record.finder.ts";
import { decode, type TextEncoding } from "./text.encoding.ts";

/** A record of CSV as a row under its header; null: an empty line. buffer: where the record was found. */
export function csvRow(
  buffer: Buffer,
  found: FoundRecord,
  encoding: TextEncoding | null,
  header: readonly string[],
  at: RowPlace,
): FileRow | FileRejection | null {
  if (found.start === found.end) return null;
  if (found.isOpen) return rejected(at, [], "CSV_TRUNCATED", "a quote opened in this row is never closed");
  const fields = fieldsOf(decode(buffer.subarray(found.start, found.end), encoding), found.isQuoted);
  const counts = `${fields.length} fields where the header has ${header.length}`;
  if (!found.isEnded && (fields.length < header.length || fields.at(-1)!.endsWith("\ufffd")))
    return rejected(at, fields, "CSV_TRUNCATED", `the file ends within this row, ${counts}`);
  if (fields.length !== header.length) return rejected(at, fields, "CSV_ROW_LENGTH", counts);
  if (fields.some((field) => field.includes("\ufffd")))
    return rejected(at, fields, "CSV_ENCODING", "bytes that are no character in the encoding of the file");
  return new CsvRow(at, fields, header);
}

/** A row of which nothing but its fields is kept: of millions, hardly any is asked for its cells twice. */
class CsvRow implements FileRow {
  readonly line: number;
  readonly next: Position;
  readonly fields: string[];
  private readonly header: readonly string[];

  constructor({ line, next }: RowPlace, fields: string[], header: readonly string[]) {
    this.line = line;
    this.next = next;
    this.fields = fields;
    this.header = header;
  }

  get cells(): Record<string, string> {
    const cells: Record<string, string> = {};
    for (const [index, name] of this.header.entries()) cells[name] = this.fields[index]!;
    return cells;
  }
}

const rejected = (at: RowPlace, fields: string[], code: ErrorCode, reason: string): FileRejection => ({
  ...at,
  fields,
  rejected: { code, reason },
});

/** Names of the columns. Throws CSV_COLUMNS_MISSING naming every one that is lacking, CSV_COLUMNS_REPEATED for one that is there twice. */
export function csvHeader(record: string, isQuoted: boolean, columns: readonly string[]): string[] {
  const header = record === "" ? [] : fieldsOf(record, isQuoted).map((name) => name.trim());
  const missing = columns.filter((column) => !header.includes(column));
  const repeated = columns.filter((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (repeated.length > 0)
    throw new CsvError("CSV_COLUMNS_REPEATED", `The file has more than one column ${repeated.join(", ")}.`);
  if (missing.length === 0) return header;
  const found = header.length > 0 ? `it has ${header.map((name) => name.slice(0, 60)).join(", ")}` : "it is empty";
  throw new CsvError("CSV_COLUMNS_MISSING", `The file lacks the columns ${missing.join(", ")}; ${found}.`);
}
