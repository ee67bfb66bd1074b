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
  const text = decode(buffer, found.start, found.end, encoding);
  const fields = fieldsOf(text, found.isQuoted);
  if (!found.isEnded && (fields.length < header.length || fields.at(-1)!.endsWith("\ufffd")))
    return rejected(at, fields, "CSV_TRUNCATED", `the file ends within this row, ${counted(fields, header)}`);
  if (fields.length !== header.length) return rejected(at, fields, "CSV_ROW_LENGTH", counted(fields, header));
  if (text.includes("\ufffd"))
    return rejected(at, fields, "CSV_ENCODING", "bytes that are no character in the encoding of the file");
  return new CsvRow(at, text, found.isQuoted, header);
}

const counted = (fields: readonly string[], header: readonly string[]) =>
  `${fields.length} fields where the header has ${header.length}`;

/** Cells of a header's names, all empty: copied for each row, for an object that grows cell by cell costs several times as much. */
const blanks = new WeakMap<readonly string[], Readonly<Record<string, string>>>();

function blankOf(header: readonly string[]): Readonly<Record<string, string>> {
  const known = blanks.get(header);
  if (known) return known;
  const blank = Object.fromEntries(header.map((name) => [name, ""]));
  blanks.set(header, blank);
  return blank;
}

/** A row of which nothing but its text is kept: thousands wait to be written, and hardly any is asked for its cells twice. */
class CsvRow implements FileRow {
  private readonly at: RowPlace;
  private readonly text: string;
  private readonly isQuoted: boolean;
  private readonly header: readonly string[];

  constructor(at: RowPlace, text: string, isQuoted: boolean, header: readonly string[]) {
    this.at = at;
    this.text = text;
    this.isQuoted = isQuoted;
    this.header = header;
  }

  get line(): number {
    return this.at.line;
  }

  get next(): Position {
    return this.at.next;
  }

  get fields(): string[] {
    return fieldsOf(this.text, this.isQuoted);
  }

  get cells(): Record<string, string> {
    const { fields, header } = this;
    const cells = { ...blankOf(header) };
    for (let at = 0; at < header.length; at += 1) cells[header[at]!] = fields[at]!;
    return cells;
  }
}

const rejected = (at: RowPlace, fields: string[], code: ErrorCode, reason: string): FileRejection => ({
  line: at.line,
  next: at.next,
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
