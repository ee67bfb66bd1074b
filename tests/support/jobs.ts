import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Database } from "../../src/database.ts";
import { findJob, type Job, type JobFormat } from "../../src/modules/imports/job.record.ts";
import { createJob, queueJob } from "../../src/modules/imports/job.service.ts";
import { runWaitingJobs, type WorkerOptions } from "../../src/modules/imports/job.worker.ts";
import { asSystem } from "../../src/shared/session.ts";

export const actor = { kind: "system", subject: "test" } as const;

export interface JobFile {
  kind: string;
  content: string | Buffer;
  source?: string;
  format?: JobFormat;
  namesIdentify?: boolean;
  /** Bytes of a chunk. */
  chunkBytes?: number;
}

/** A job whose file lies in the database and that waits in the queue. Answers its id. */
export async function queueFile({ em }: Database, file: JobFile): Promise<string> {
  const { kind, source = "list", format = "CSV", namesIdentify = false, chunkBytes = 1_000_000 } = file;
  const bytes = Buffer.from(file.content as string);
  return asSystem(em, async (tx) => {
    const files = [{ name: "list.csv", chunkCount: null }];
    const id = await createJob(tx, actor, { kind, format, source, namesIdentify, files });
    for (let at = 0, number = 1; at < bytes.length; at += chunkBytes, number += 1) {
      const chunk = bytes.subarray(at, at + chunkBytes);
      const hash = createHash("sha256").update(chunk).digest();
      await sql`insert into import_chunk (job_id, file_number, number, bytes, sha256)
        values (${id}::bigint, 1, ${number}::bigint, ${chunk}, ${hash})`.execute(tx.getKysely());
    }
    const refusal = await queueJob(tx, actor, id);
    if (refusal) throw new Error(`not queued: ${refusal}`);
    return id;
  });
}

export const jobOf = async ({ em }: Database, id: string): Promise<Job> =>
  (await asSystem(em, (tx) => findJob(tx, id)))!;

/** Loads a file by a job of its own, and answers the job as it ended. */
export async function load(database: Database, file: JobFile, options: WorkerOptions = {}): Promise<Job> {
  const id = await queueFile(database, file);
  await runWaitingJobs(database, options);
  return jobOf(database, id);
}

/** What a job refused: line, field, code. */
export async function errorsOf({ em }: Database, id: string): Promise<unknown[][]> {
  return asSystem(em, async (tx) => {
    const { rows } = await sql<{ line: string; field: string; code: string }>`select line, field, code
      from import_error where job_id = ${id}::bigint order by line`.execute(tx.getKysely());
    return rows.map(({ line, field, code }) => [Number(line), field, code]);
  });
}
