import { sql } from "kysely";
import type { Em } from "../../database.ts";

const pageRows = 1_000;
/** Behind every line: only the first file of a job has rows that wait. */
const allLines = "9223372036854775807";

/** A row that was refused or waits. */
export interface ResultRow {
  /** Number and name of its file. */
  file: string;
  name: string;
  line: string;
  outcome: "REJECTED" | "PENDING";
  code: string;
  message: string;
  fields: string[];
}

/** Runs a transaction that may read them. */
type Read = <T>(work: (tx: Em) => Promise<T>) => Promise<T>;

/** The rows of a job that were refused or wait, by file and line, a thousand at a time, each page in a transaction of its own. */
export async function* resultPages(read: Read, jobId: string): AsyncGenerator<ResultRow[]> {
  for (let after = ["0", "0"]; ; ) {
    const rows = await read((tx) => resultPage(tx, jobId, after));
    if (rows.length > 0) yield rows;
    if (rows.length < pageRows) return;
    const { file, line } = rows.at(-1)!;
    after = [file, line];
  }
}

/** The result file of a job in pieces of text. UTF-8 with a byte order mark, so that spreadsheets show Chinese. Rows that became something are not in it. */
export async function* resultText(read: Read, jobId: string): AsyncGenerator<string> {
  yield "\ufefffile,line,outcome,code,message,fields\r\n";
  for await (const rows of resultPages(read, jobId)) {
    const lines = rows.map((row) => [row.name, row.line, row.outcome, row.code, row.message, ...row.fields]);
    yield lines.map((cells) => `${csvLine(cells)}\r\n`).join("");
  }
}

/** What a waiting row has no end for is in its message; its fields are as the file has them, of NDJSON the object. */
async function resultPage(tx: Em, jobId: string, [file, line]: string[]): Promise<ResultRow[]> {
  const { rows } = await sql<ResultRow>`
    select r.*, f.name from (
      (select e.file_number as file, e.line, 'REJECTED' as outcome, e.code, e.message, e.fields from import_error e
        where e.job_id = ${jobId}::bigint and (e.file_number, e.line) > (${file}::bigint, ${line}::bigint)
        order by e.file_number, e.line limit ${pageRows})
      union all
      (select 1, p.line, 'PENDING', 'REFERENCE_UNKNOWN', (select string_agg('nothing is known under ' || d.number, '; ' order by d.place)
          from import_pending_end d where d.pending_id = p.id),
          case when j.format = 'NDJSON' then array[p.cells::text] else array(select c.value from json_each_text(p.cells) with ordinality c
            order by c.ordinality) end
        from import_pending p join import_job j on j.id = p.job_id
        where p.job_id = ${jobId}::bigint and p.line > ${Number(file) > 1 ? allLines : line}::bigint order by p.line limit ${pageRows})
      order by 1, 2 limit ${pageRows}
    ) r join import_file f on f.job_id = ${jobId}::bigint and f.number = r.file order by r.file, r.line`.execute(
    tx.getKysely(),
  );
  return rows;
}

/** Cells as a line of CSV, without its end. */
export const csvLine = (cells: readonly string[]): string =>
  cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",");
