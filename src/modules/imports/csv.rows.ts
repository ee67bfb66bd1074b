import type { ErrorCode } from "../../shared/error-codes.ts";
import { CsvError } from "./csv.error.ts";
import type { FileRejection, FileRow, RowPlace } from "./job.record.ts";
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
  const cells: Record<string, string> = {};
  for (let index = 0; index < header.length; index += 1) cells[header[index]!] = fields[index]!;
  return { ...at, fields, cells };
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
