import { sql } from "kysely";
import type { Context } from "../../context.ts";
import { decodeCursor, encodeCursor, type Page, toPage } from "../../shared/connection.ts";
import { errorCodes } from "../../shared/error-codes.ts";
import { encodeId } from "../../shared/ids.ts";
import { requestLoader } from "../../shared/loader.ts";
import { answersNode } from "../../shared/nodes.ts";
import { asSystem, asViewer } from "../../shared/session.ts";
import { seesWholeBank } from "../../shared/viewer.ts";
import { type UploadedFile, uploadedFiles } from "./chunk.service.ts";
import { findJob, type Job, type JobState, jobColumns, rateOf, remainingSecondsOf } from "./job.record.ts";
import { summaryOf } from "./job.text.ts";
import type { ImportJobEdgeType, ImportJobType } from "./job.type.ts";

/** Which jobs are asked for. */
export interface JobFilter {
  state: JobState | null;
  kind: string | null;
}

/** A page of jobs, the newest first. */
export async function findJobs(
  context: Context,
  { state, kind }: JobFilter,
  first: number,
  after: string | null,
): Promise<Page<ImportJobEdgeType>> {
  const question = `importJobs:${JSON.stringify([state, kind])}`;
  const before = decodeCursor(question, ["id"], after)?.[0] ?? null;
  const { rows } = await asViewer(context.em, context.viewer, (tx) =>
    sql<Job>`select ${jobColumns} from import_job j where true
      ${state === null ? sql`` : sql`and j.state = ${state}`} ${kind === null ? sql`` : sql`and j.kind = ${kind}`}
      ${before === null ? sql`` : sql`and j.id < ${before}::bigint`}
      order by j.id desc limit ${first + 1}`.execute(tx.getKysely()),
  );
  const edges = rows.map((job) => ({ cursor: encodeCursor(question, [job.id]), node: toJob(context, job) }));
  return toPage(edges, first, after);
}

/** A job as it stands at this moment; null for what is no job, or not the viewer's to see. */
export async function readJob(context: Context, key: string): Promise<ImportJobType | null> {
  const job = await asViewer(context.em, context.viewer, (tx) => findJob(tx, key));
  return job && toJob(context, job);
}

/** The files of a job, as far as they are uploaded. */
export const loadFiles = requestLoader<string, UploadedFile[]>(async ({ em }, keys) => {
  const files = await asSystem(em, (tx) => uploadedFiles(tx, keys));
  return keys.map((key) => files.get(key)!);
});

const instant = (at: Date | string | null): string | null => (at === null ? null : new Date(at).toISOString());

/** A header that a failure repeats may be no header but a row: auditors are told the code's own sentence. */
function toJob({ language, viewer }: Context, job: Job): ImportJobType {
  const { id, failureCode, failure } = job;
  const said = viewer.role === "AUDITOR" ? null : failure;
  return {
    __typename: "ImportJob",
    id: encodeId("importJob", id),
    key: id,
    kind: job.kind,
    format: job.format,
    source: job.source,
    namesIdentify: job.namesIdentify,
    state: job.state,
    createdBy: job.createdBy,
    createdAt: instant(job.createdAt)!,
    startedAt: instant(job.startedAt),
    endedAt: instant(job.endedAt),
    revertedAt: instant(job.revertedAt),
    counts: job.counts,
    rowsPerSecond: rateOf(job),
    remainingSeconds: job.state === "RUNNING" ? remainingSecondsOf(job) : null,
    failure: failureCode && { code: failureCode, message: said ?? errorCodes[failureCode] },
    summary: summaryOf(job, language),
  };
}

answersNode("importJob", async (context, key) => (seesWholeBank(context.viewer) ? readJob(context, key) : null));
