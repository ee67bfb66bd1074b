import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { errorCodes } from "../../shared/error-codes.ts";

/** Columns of row formats in which a list names a person by its source's number. */
const numberCells = ["person_number", "owner_number", "holder_number", "source_number", "target_number"];

/** The person's numbers `i`, each with the jobs `j` of the same source: condition on a row t of such a job. */
const ofSameSource = (person: string, condition: ReturnType<typeof sql>) => sql`exists (
  select from source_identity i join import_job j on j.source = i.source and j.id = t.job_id
  where i.entity_id = ${person}::bigint and ${condition})`;

/** Condition on a row t of import_pending: it waits for something else and names the person. */
export const waitingRows = (person: string) =>
  ofSameSource(
    person,
    sql`exists (select from json_each_text(t.cells) c where c.value = i.number and c.key = any(${numberCells}::text[]))`,
  );

/** Condition on a row t of import_error: what stands in it has the person's number. Of NDJSON the whole line is one field. */
export const refusedRows = (person: string) =>
  ofSameSource(person, sql`(i.number = any(t.fields) or (j.format = 'NDJSON' and strpos(t.fields[1], i.number) > 0))`);

/** Removes what stood in refused rows; which and why stays. The person's numbers must still be there. */
export async function blankRefusedRows(tx: Em, person: string): Promise<void> {
  await sql`update import_error t set fields = '{}' where t.fields <> '{}' and ${refusedRows(person)}`.execute(
    tx.getKysely(),
  );
}

/** Takes back rows that wait: each counts as refused from now on. The person's numbers must still be there. */
export async function refuseWaitingRows(tx: Em, person: string): Promise<void> {
  await sql`with gone as (delete from import_pending t where ${waitingRows(person)} returning t.job_id, t.line),
    told as (insert into import_error (job_id, line, code, message)
      select job_id, line, 'PERSON_ERASED', ${errorCodes.PERSON_ERASED} from gone on conflict (job_id, file_number, line) do nothing)
    update import_job j set pending_count = j.pending_count - g.count, rejected_count = j.rejected_count + g.count
    from (select job_id, count(*) as count from gone group by job_id) g where g.job_id = j.id`.execute(tx.getKysely());
}
