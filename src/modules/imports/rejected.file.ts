import { accessSync, constants } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { readCsv } from "./csv.reader.ts";
import type { ListOnDisk } from "./import.files.ts";
import { csvLine, type ResultRow } from "./result.loader.ts";

const suffixes = { REJECTED: "rejected", PENDING: "pending" } as const;

/**
 * Writes the rows that were refused beside their file as `<name>.rejected.csv`, and those that wait as `<name>.pending.csv`, or, where that
 * directory is not writable, into the current one; answers where. Those of an earlier run are removed. Columns: line, code, reason, then the
 * fields of the row as they stood. UTF-8 with a byte order mark, so that spreadsheets show Chinese.
 */
export async function writeResults(list: ListOnDisk, pages: AsyncIterable<ResultRow[]>): Promise<string[]> {
  const targetOf = (file: string, outcome: ResultRow["outcome"]) => {
    const { path } = list.files[Number(file) - 1]!;
    return join(writableBeside(path), `${basename(path, extname(path))}.${suffixes[outcome]}.csv`);
  };
  for (const [index] of list.files.entries())
    for (const outcome of ["REJECTED", "PENDING"] as const)
      await rm(targetOf(`${index + 1}`, outcome), { force: true });
  const written = new Map<string, FileHandle>();
  try {
    for await (const rows of pages) {
      const fields = list.format === "CSV" ? await fieldsOf(list, rows) : new Map<string, string[]>();
      for (const row of rows) {
        const target = targetOf(row.file, row.outcome);
        if (!written.has(target)) {
          written.set(target, await open(target, "w"));
          await written.get(target)!.write("\ufeffline,code,reason,fields\n");
        }
        const own = row.fields.length > 0 ? row.fields : (fields.get(`${row.file} ${row.line}`) ?? []);
        await written.get(target)!.write(`${csvLine([row.line, row.code, row.message, ...own])}\n`);
      }
    }
  } finally {
    for (const file of written.values()) await file.close();
  }
  return [...written.keys()];
}

/** What stood in the rows that a mapping refused after it had read them, by file and line. */
async function fieldsOf(list: ListOnDisk, rows: readonly ResultRow[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const [index, { path }] of list.files.entries()) {
    const mine = rows.filter(({ file, fields }) => file === `${index + 1}` && fields.length === 0);
    if (mine.length === 0) continue;
    const wanted = new Set(mine.map(({ line }) => Number(line)));
    for await (const { line, fields } of readCsv(path, []))
      if (wanted.has(line)) found.set(`${index + 1} ${line}`, fields);
  }
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
