import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { type Actor, auditSubject, recordAct } from "../../shared/audit.service.ts";
import type { ErrorCode } from "../../shared/error-codes.ts";

/** Longest chunk, in bytes. */
export const chunkLimit = 8 * 1_048_576;
/** Highest number of a chunk: eighty gigabytes. */
export const chunkNumberLimit = 10_000;
/** How many of the missing chunks are named at once. */
const namedMissing = 1_000;

/** A piece of a file of a job; numbers from 1. */
export interface NewChunk {
  jobId: string;
  file: number;
  number: number;
  bytes: Buffer;
  /** SHA-256 that the sender worked out, in hexadecimal; null: none. */
  sha256: string | null;
}

export type ChunkRefusal = Extract<
  ErrorCode,
  "NOT_FOUND" | "IMPORT_STATE" | "BAD_INPUT" | "CHUNK_DIGEST" | "CHUNK_CONFLICT"
>;

/** Keeps a chunk of a file that is being uploaded, in the system's transaction. The same chunk again is UNCHANGED; else the code for which it was refused. */
export async function storeChunk(
  tx: Em,
  actor: Actor,
  chunk: NewChunk,
): Promise<"STORED" | "UNCHANGED" | ChunkRefusal> {
  const { jobId, file, number, bytes } = chunk;
  const sha256 = createHash("sha256").update(bytes).digest();
  if (chunk.sha256 !== null && chunk.sha256 !== sha256.toString("hex")) return "CHUNK_DIGEST";
  const { rows } = await sql<{ state: string; chunkCount: string | null; known: string | null }>`
    select j.state, f.chunk_count as "chunkCount", encode(c.sha256, 'hex') as known
    from import_job j join import_file f on f.job_id = j.id and f.number = ${file}::bigint
    left join import_chunk c on c.job_id = j.id and c.file_number = f.number and c.number = ${number}::bigint
    where j.id = ${jobId}::bigint for update of f`.execute(tx.getKysely());
  const [found] = rows;
  if (!found) return "NOT_FOUND";
  if (found.known !== null) return found.known === sha256.toString("hex") ? "UNCHANGED" : "CHUNK_CONFLICT";
  if (found.state !== "UPLOADING") return "IMPORT_STATE";
  if (bytes.length === 0 || number > Number(found.chunkCount ?? chunkNumberLimit)) return "BAD_INPUT";
  await sql`insert into import_chunk (job_id, file_number, number, bytes, sha256)
    values (${jobId}::bigint, ${file}::bigint, ${number}::bigint, ${bytes}, ${sha256})`.execute(tx.getKysely());
  await recordAct(tx, actor, { operation: "uploadImportChunk", subjects: [auditSubject("importJob", jobId)] });
  return "STORED";
}

/** How much of a file has been uploaded. */
export interface UploadedFile {
  number: number;
  name: string;
  /** Null: whoever made the job did not say. */
  chunkCount: number | null;
  uploadedChunks: number;
  uploadedBytes: number;
  /** Numbers of chunks that are not there, the first thousand of them: up to chunkCount, or below the highest that is there. */
  missingChunks: number[];
}

/** The files of jobs, as the system sees them, by job. */
export async function uploadedFiles(tx: Em, jobIds: readonly string[]): Promise<Map<string, UploadedFile[]>> {
  const { rows } = await sql<UploadedFile & { jobId: string }>`
    select f.job_id as "jobId", f.number::int as number, f.name, f.chunk_count::int as "chunkCount", c.count::int as "uploadedChunks",
      c.bytes::float8 as "uploadedBytes", array(select n::int from generate_series(1, coalesce(f.chunk_count, c.last)) n
        where not exists (select from import_chunk h where h.job_id = f.job_id and h.file_number = f.number and h.number = n)
        order by n limit ${namedMissing}) as "missingChunks"
    from import_file f cross join lateral (
      select count(*) as count, coalesce(max(h.number), 0) as last, coalesce(sum(octet_length(h.bytes)), 0) as bytes
      from import_chunk h where h.job_id = f.job_id and h.file_number = f.number
    ) c where f.job_id = any(${[...jobIds]}::bigint[]) order by f.job_id, f.number`.execute(tx.getKysely());
  const files = new Map<string, UploadedFile[]>(jobIds.map((id) => [id, []]));
  for (const { jobId, ...file } of rows) files.get(jobId)!.push(file);
  return files;
}
