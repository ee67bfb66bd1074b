import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { importFiles } from "./import.service.ts";
import type { ImportSummary } from "./import.tally.ts";
import { chunkReader } from "./job.chunks.ts";
import { advanceJob } from "./job.lease.ts";
import { recordErrors } from "./job.outcomes.ts";
import type { Job } from "./job.record.ts";
import { MappingProgress } from "./mapping.progress.ts";
import { filesOf, loadMapping } from "./mapping.ts";
import type { Work } from "./row.job.ts";
import { Clock } from "./slice.writer.ts";

const mappings = join(import.meta.dirname, "../../../seeds/mappings");
/** What the kind of a mapping's job begins with. */
export const mappingPrefix = "mapping:";

class Stopped extends Error {}

/**
 * Loads the files of a job by its mapping. The set is read as a whole and written in slices whose outcomes are kept, so that a run that was
 * cut off goes on behind the last slice and counts as if it had not been. True when it came to its end.
 */
export async function runMappingJob(em: Em, job: Job, work: Work): Promise<boolean> {
  const mapping = loadMapping(join(mappings, `${job.kind.slice(mappingPrefix.length)}.json`));
  const directory = await mkdtemp(join(tmpdir(), "partner-graph-import-"));
  try {
    const names = await writeFiles(em, job.id, directory);
    const paths = Object.fromEntries(filesOf(mapping).map((name) => [name, join(directory, String(names.get(name)))]));
    const done = await asSystem(em, async (tx) => {
      const { rows } = await sql<{ outcomes: unknown }>`select outcomes from import_slice
        where job_id = ${job.id}::bigint order by number`.execute(tx.getKysely());
      return rows.map(({ outcomes }) => outcomes);
    });
    let next = 0;
    const clock = new Clock();
    const progress = new MappingProgress(job);
    const runSlice = async <T>(write: (tx: Em) => Promise<T>): Promise<T> => {
      const number = next++;
      if (number < done.length) return done[number] as T;
      if (work.isStopping()) throw new Stopped();
      const outcomes = await retrying(() =>
        asSystem(em, async (tx) => {
          const outcomes = await write(tx);
          await sql`insert into import_slice (job_id, number, outcomes)
            values (${job.id}::bigint, ${number}::bigint, ${JSON.stringify(outcomes)}::jsonb)`.execute(tx.getKysely());
          await advanceJob(tx, job.id, work.lease, {
            ...nothing,
            ...progress.untold(),
            readBytes: progress.readBytes(),
            busyMs: clock.lap(),
          });
          return outcomes;
        }),
      );
      progress.tell();
      return outcomes;
    };
    const summary = await importFiles(em, mapping, paths, work.day(), progress, { runSlice, importId: job.id });
    await retrying(() => asSystem(em, (tx) => finish(tx, job, summary, progress, names, work)));
    return true;
  } catch (error) {
    if (error instanceof Stopped) return false;
    throw error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const nothing = {
  ...{ from: null, position: null, readBytes: 0, busyMs: 0 },
  ...{ read: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, pending: 0 },
};

async function finish(
  tx: Em,
  job: Job,
  summary: ImportSummary,
  progress: MappingProgress,
  names: ReadonlyMap<string, number>,
  work: Work,
): Promise<void> {
  const refused = summary.rejections.filter(({ line, file }) => line !== null && names.has(file));
  await recordErrors(
    tx,
    job.id,
    refused.map(({ file, line, code, reason, fields }) => ({
      ...{ file: names.get(file)!, line: line!, code, message: reason, fields },
      field: null,
    })),
  );
  await sql`delete from import_slice where job_id = ${job.id}::bigint`.execute(tx.getKysely());
  await advanceJob(tx, job.id, work.lease, {
    ...nothing,
    ...progress.untold(summary),
    ...{ rejected: summary.rejected - job.counts.rejected, readBytes: job.byteSize },
  });
}

/** The files of a job in a directory, each under its number; answers the numbers by name. */
async function writeFiles(em: Em, jobId: string, directory: string): Promise<Map<string, number>> {
  const files = await asSystem(em, async (tx) => {
    const { rows } = await sql<{ number: string; name: string }>`select number, name from import_file
      where job_id = ${jobId}::bigint order by number`.execute(tx.getKysely());
    return rows.map(({ number, name }) => [name, Number(number)] as const);
  });
  for (const [, number] of files) {
    const read = chunkReader(em, jobId, number);
    const bytes = async function* () {
      for (let chunk = 1; ; chunk++) {
        const found = await read(chunk);
        if (!found) return;
        yield found;
      }
    };
    await pipeline(Readable.from(bytes()), createWriteStream(join(directory, String(number))));
  }
  return new Map(files);
}
