import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { sql } from "kysely";
import type { Em } from "../../database.ts";
import type { Actor } from "../../shared/audit.service.ts";
import { CliError } from "../../shared/cli.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { storeChunk } from "./chunk.service.ts";
import type { ListOnDisk } from "./import.files.ts";
import { createJob, queueJob } from "./job.service.ts";

// Small enough that several hardly count beside what a process holds anyway.
const chunkBytes = 1_048_576;

/**
 * Puts the files of a list into the database and the job into the queue. A job of the very same files that has not ended is taken up again,
 * so that a command that was killed goes on. onBytes hears what was read. Answers the job's id.
 */
export async function uploadList(
  em: Em,
  actor: Actor,
  list: ListOnDisk,
  onBytes: (count: number) => void,
): Promise<string> {
  const digests = new Map<string, string>();
  const counts: number[] = [];
  for (const [index, { path }] of list.files.entries()) {
    counts[index] = 0;
    for await (const { number, bytes } of chunksOf(path)) {
      counts[index] = number;
      digests.set(`${index + 1} ${number}`, digestOf(bytes));
    }
    if (counts[index] === 0) throw new CliError(`${path} is empty.`);
  }
  const files = list.files.map(({ name }, index) => ({ name, chunkCount: counts[index]! }));
  const id =
    (await findUnfinished(em, list, files, digests)) ??
    (await asSystem(em, (tx) => createJob(tx, actor, { ...list, files })));
  for (const [index, { path }] of list.files.entries())
    for await (const { number, bytes } of chunksOf(path)) {
      const chunk = { jobId: id, file: index + 1, number, bytes, sha256: digests.get(`${index + 1} ${number}`)! };
      const outcome = await retrying(() => asSystem(em, (tx) => storeChunk(tx, actor, chunk)));
      if (outcome !== "STORED" && outcome !== "UNCHANGED")
        throw new CliError(`${path} changed while it was read (${outcome}). Run the command again.`);
      onBytes(bytes.length);
    }
  const refusal = await asSystem(em, (tx) => queueJob(tx, actor, id));
  if (refusal) throw new CliError(`The import could not be started (${refusal}). Run the command again.`);
  return id;
}

/** The newest job of these files that still uploads, waits or runs, and whose chunks are all of them: null when there is none. */
async function findUnfinished(
  em: Em,
  { kind, format, source, namesIdentify }: ListOnDisk,
  files: readonly { name: string; chunkCount: number }[],
  digests: ReadonlyMap<string, string>,
): Promise<string | null> {
  const { rows } = await asSystem(em, (tx) =>
    sql<{
      id: string;
      chunks: Record<string, string>;
    }>`select j.id, (select coalesce(json_object_agg(c.file_number || ' ' || c.number,
        encode(c.sha256, 'hex')), '{}') from import_chunk c where c.job_id = j.id) as chunks
      from import_job j where j.kind = ${kind} and j.format = ${format} and j.source = ${source} and j.names_identify = ${namesIdentify}
        and j.state in ('UPLOADING', 'QUEUED', 'RUNNING') and (select json_agg(json_build_array(f.name, f.chunk_count) order by f.number)::text
          from import_file f where f.job_id = j.id) = (select json_agg(json_build_array(v.name, v.chunks) order by v.place)::text
          from unnest(${files.map(({ name }) => name)}::text[], ${files.map(({ chunkCount }) => chunkCount)}::bigint[]) with ordinality v(name, chunks, place))
      order by j.id desc limit 10`.execute(tx.getKysely()),
  );
  return (
    rows.find(({ chunks }) => Object.entries(chunks).every(([at, sha256]) => digests.get(at) === sha256))?.id ?? null
  );
}

const digestOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

async function* chunksOf(path: string): AsyncGenerator<{ number: number; bytes: Buffer }> {
  const file = await open(path);
  try {
    for (let number = 1; ; number += 1) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, (number - 1) * chunkBytes);
      if (bytesRead === 0) return;
      yield { number, bytes: buffer.subarray(0, bytesRead) };
    }
  } finally {
    await file.close();
  }
}
