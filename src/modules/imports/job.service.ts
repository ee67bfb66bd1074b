import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { type Actor, auditSubject, recordAct } from "../../shared/audit.service.ts";
import { rowSet } from "../../shared/bulk.ts";
import type { ErrorCode } from "../../shared/error-codes.ts";
import { findJob, type JobFormat, type JobState } from "./job.record.ts";

/** What a new job is told. Texts are clean already. */
export interface NewJob {
  kind: string;
  format: JobFormat;
  source: string;
  namesIdentify: boolean;
  /** One name for a row kind, those of the mapping's files for a mapping; numbered from 1 in this order. */
  files: readonly { name: string; chunkCount: number | null }[];
}

/** Makes a job that waits for its file. Answers its id. */
export async function createJob(tx: Em, actor: Actor, job: NewJob): Promise<string> {
  const branch = actor.kind === "staff" ? actor.branchId : null;
  const { rows } = await sql<{ id: string }>`
    insert into import_job (kind, format, source, names_identify, created_by, created_branch_id)
    values (${job.kind}, ${job.format}, ${job.source}, ${job.namesIdentify}, ${actor.subject}, ${branch}::bigint) returning id`.execute(
    tx.getKysely(),
  );
  const { id } = rows[0]!;
  const files = rowSet(job.files, { name: ["text", (one) => one.name], chunks: ["bigint", (one) => one.chunkCount] });
  await sql`insert into import_file (job_id, number, name, chunk_count)
    select ${id}::bigint, place, name, chunks from ${files}`.execute(tx.getKysely());
  await recordAct(tx, actor, { operation: "createImport", subjects: [auditSubject("importJob", id)] });
  return id;
}

/** Null: done. Else the code for which it was not. */
export type JobRefusal = Extract<ErrorCode, "NOT_FOUND" | "IMPORT_STATE" | "IMPORT_INCOMPLETE"> | null;

/** Puts a job whose file is complete into the queue. One that failed or was cancelled goes on where it was. A repeat changes nothing. */
export async function queueJob(tx: Em, actor: Actor, id: string): Promise<JobRefusal> {
  const { rows } = await sql<{ isWhole: boolean; size: string }>`
    select coalesce(bool_and(found > 0 and found = last and (f.chunk_count is null or f.chunk_count = found)), false) as "isWhole",
      coalesce(sum(bytes), 0) as size
    from import_file f cross join lateral (
      select count(*) as found, coalesce(max(c.number), 0) as last, coalesce(sum(length(c.bytes)), 0) as bytes
      from import_chunk c where c.job_id = f.job_id and c.file_number = f.number
    ) c where f.job_id = ${id}::bigint`.execute(tx.getKysely());
  const { isWhole, size } = rows[0]!;
  const refusal = await move(tx, actor, id, "startImport", ["UPLOADING", "FAILED", "CANCELLED"], "QUEUED", isWhole);
  if (refusal === null)
    await sql`update import_job set byte_size = ${size}::bigint where id = ${id}::bigint and byte_size <> ${size}::bigint`.execute(
      tx.getKysely(),
    );
  return refusal;
}

/** Stops a job that has not ended; what it wrote stays, and it can be started again or reverted. The slice that runs is undone. */
export const cancelJob = (tx: Em, actor: Actor, id: string): Promise<JobRefusal> =>
  move(tx, actor, id, "cancelImport", ["UPLOADING", "QUEUED", "RUNNING"], "CANCELLED");

/** Has the worker take back what a job wrote, as far as nothing else stands on it (job.revert.ts). */
export const queueRevert = (tx: Em, actor: Actor, id: string): Promise<JobRefusal> =>
  move(tx, actor, id, "revertImport", ["DONE", "FAILED", "CANCELLED"], "REVERTING");

const settled: Partial<Record<JobState, readonly JobState[]>> = {
  QUEUED: ["QUEUED", "RUNNING"],
  CANCELLED: ["CANCELLED"],
  REVERTING: ["REVERTING", "REVERTED"],
};

async function move(
  tx: Em,
  actor: Actor,
  id: string,
  operation: string,
  from: readonly JobState[],
  to: JobState,
  isWhole = true,
): Promise<JobRefusal> {
  const { rows } = isWhole
    ? await sql`update import_job set state = ${to}, failure_code = null, failure = null, leased_by = null, leased_until = null,
        queued_at = case when ${to} = 'QUEUED' then now() else queued_at end,
        written = case when ${to} = 'REVERTING' then written || jsonb_build_object('before', state) else written end,
        reverted_by = case when ${to} = 'REVERTING' then ${actor.subject} else reverted_by end,
        ended_at = case when ${to} = 'CANCELLED' then now() end
      where id = ${id}::bigint and state = any(${[...from]}::text[]) returning id`.execute(tx.getKysely())
    : { rows: [] };
  if (rows.length > 0) {
    await recordAct(tx, actor, { operation, subjects: [auditSubject("importJob", id)] });
    return null;
  }
  const job = await findJob(tx, id);
  if (!job) return "NOT_FOUND";
  if (settled[to]?.includes(job.state)) return null;
  return isWhole || !from.includes(job.state) ? "IMPORT_STATE" : "IMPORT_INCOMPLETE";
}
