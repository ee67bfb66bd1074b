import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { asViewer } from "../../shared/session.ts";
import type { Viewer } from "../../shared/viewer.ts";

const pageRows = 1_000;

interface ResultRow {
  file: string;
  name: string;
  line: string;
  outcome: "REJECTED" | "PENDING";
  code: string;
  message: string;
  fields: string[];
}

/**
 * The result file of a job in pieces of text: one line of CSV for every row that was refused or waits, by file and line, each page read in a
 * transaction of its own. UTF-8 with a byte order mark, so that spreadsheets show Chinese. Rows that became something are not in it.
 */
export async function* resultLines(em: Em, viewer: Viewer, jobId: string): AsyncGenerator<string> {
  yield "\ufefffile,line,outcome,code,message,fields\r\n";
  for (let after = ["0", "0"]; ; ) {
    const rows = await asViewer(em, viewer, (tx) => resultPage(tx, jobId, after));
    const lines = rows.map((row) => [row.name, row.line, row.outcome, row.code, row.message, ...row.fields]);
    yield lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
    if (rows.length < pageRows) return;
    const { file, line } = rows.at(-1)!;
    after = [file, line];
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
        where p.job_id = ${jobId}::bigint and (1, p.line) > (${file}::bigint, ${line}::bigint) order by p.line limit ${pageRows})
      order by 1, 2 limit ${pageRows}
    ) r join import_file f on f.job_id = ${jobId}::bigint and f.number = r.file order by r.file, r.line`.execute(
    tx.getKysely(),
  );
  return rows;
}

const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
