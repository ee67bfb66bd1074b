import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { asSystem } from "../../shared/session.ts";

/** Reads the chunks of a job's file, one at a time; see ReadRows. */
export const chunkReader =
  (em: Em, jobId: string, fileNumber = 1) =>
  (number: number): Promise<Buffer | null> =>
    asSystem(em, async (tx) => {
      const { rows } = await sql<{ bytes: Uint8Array }>`select bytes from import_chunk
        where job_id = ${jobId}::bigint and file_number = ${fileNumber}::bigint and number = ${number}::bigint`.execute(
        tx.getKysely(),
      );
      return rows[0] ? Buffer.from(rows[0].bytes) : null;
    });

/** How many bytes lie in the chunks before each, by chunk number: what was read when a position is reached. */
export const chunkStarts = (em: Em, jobId: string): Promise<Map<number, number>> =>
  asSystem(em, async (tx) => {
    const { rows } = await sql<{ number: string; before: string }>`
      select number, coalesce(sum(length(bytes)) over (order by number rows between unbounded preceding and 1 preceding), 0) as before
      from import_chunk where job_id = ${jobId}::bigint and file_number = 1`.execute(tx.getKysely());
    return new Map(rows.map(({ number, before }) => [Number(number), Number(before)]));
  });

/**
 * Deletes the files of jobs that ended so many days ago, and what stood in the rows that they refused, for it may be personal; which rows
 * and why stays, and so do rows that wait. A cancelled or failed job cannot go on after that. Answers how many jobs lost their file.
 */
export const deleteOldFiles = (em: Em, days: number): Promise<number> =>
  asSystem(em, async (tx) => {
    const { rows } = await sql<{ count: string }>`
      with old as (select id from import_job where ended_at < now() - make_interval(days => ${days}::int)
        and state in ('DONE', 'FAILED', 'CANCELLED', 'REVERTED')),
      gone as (delete from import_chunk c using old where c.job_id = old.id returning c.job_id),
      blank as (update import_error e set fields = '{}' from old where e.job_id = old.id and e.fields <> '{}')
      select count(distinct job_id) as count from gone`.execute(tx.getKysely());
    return Number(rows[0]!.count);
  });
