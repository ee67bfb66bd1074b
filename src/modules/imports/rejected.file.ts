import { accessSync, constants } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { readCsv } from "./csv.reader.ts";
import type { RejectedRow } from "./import-row.ts";

/**
 * Writes the rejected lines of one source file beside it as `<name>.rejected.csv`, or, where that directory is not writable,
 * into the current one; answers where, null when there are none (one of an earlier run is then removed). Columns: line, code,
 * reason, then the fields of the line as they stood. UTF-8 with a byte order mark, so that spreadsheets show Chinese.
 */
export async function writeRejected(source: string, rows: readonly RejectedRow[]): Promise<string | null> {
  const target = join(writableBeside(source), `${basename(source, extname(source))}.rejected.csv`);
  if (rows.length === 0) {
    await rm(target, { force: true });
    return null;
  }
  const fields = await fieldsOf(source, rows);
  const lines = rows.map(({ line, code, reason, fields: own }) =>
    [String(line), code, reason, ...(own.length > 0 ? own : (fields.get(line!) ?? []))].map(quoted).join(","),
  );
  await writeFile(target, `\ufeffline,code,reason,fields\n${lines.join("\n")}\n`);
  return target;
}

/** What stood in the lines that were rejected after they had been read. */
async function fieldsOf(source: string, rows: readonly RejectedRow[]): Promise<Map<number, string[]>> {
  const wanted = new Set(rows.flatMap(({ line, fields }) => (fields.length === 0 && line !== null ? [line] : [])));
  const found = new Map<number, string[]>();
  if (wanted.size === 0) return found;
  for await (const { line, fields } of readCsv(source, [])) if (wanted.has(line)) found.set(line, fields);
  return found;
}

function writableBeside(source: string): string {
  try {
    accessSync(dirname(source), constants.W_OK);
    return dirname(source);
  } catch {
    return process.cwd();
  }
}

const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
