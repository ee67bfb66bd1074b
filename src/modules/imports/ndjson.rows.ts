import type { FileRejection, FileRow, RowPlace } from "./job.record.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
type WithSource = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;
/** A number as it was written: digits beyond 2^53 and zeros behind the point are kept. */
const asWritten: WithSource = (_key, value, { source }) => (typeof value === "number" ? source! : value);

/**
 * A line of NDJSON as a row: texts as they are, numbers as they were written, true and false as words, null as an empty cell; columns that
 * it does not have are empty. fields: the line itself. Null: an empty line.
 */
export function ndjsonRow(bytes: Buffer, columns: readonly string[], at: RowPlace): FileRow | FileRejection | null {
  let line: string;
  try {
    line = utf8.decode(bytes).trim();
  } catch {
    return rejected(at, [bytes.toString("utf8")], "bytes that are no UTF-8");
  }
  if (line === "") return null;
  let value: unknown;
  try {
    value = JSON.parse(line, asWritten as Parameters<typeof JSON.parse>[1]);
  } catch {
    return rejected(at, [line], "this is no JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return rejected(at, [line], "this is no JSON object");
  const cells: Record<string, string> = {};
  for (const column of columns) cells[column] = "";
  for (const [name, cell] of Object.entries(value)) {
    if (typeof cell === "object" && cell !== null)
      return rejected(at, [line], `${name.slice(0, 60)} is no single value: text, number, true, false or null`);
    cells[name] = cell === null ? "" : String(cell);
  }
  return { line: at.line, next: at.next, fields: [line], cells };
}

const rejected = (at: RowPlace, fields: string[], reason: string): FileRejection => ({
  line: at.line,
  next: at.next,
  fields,
  rejected: { code: "NDJSON_INVALID", reason },
});
