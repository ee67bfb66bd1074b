import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import type { Database } from "../../database.ts";
import { CliError } from "../../shared/cli.ts";
import { today } from "../../shared/day.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import { asSystem } from "../../shared/session.ts";
import { CsvError } from "./csv.error.ts";
import { claimJob, endJob, type Lease, LeaseLost, releaseJob, renewLease } from "./job.lease.ts";
import type { Job } from "./job.record.ts";
import { revertJob } from "./job.revert.ts";
import { findKind } from "./kinds/kinds.ts";
import { runMappingJob } from "./mapping.job.ts";
import { runRowJob, type Work } from "./row.job.ts";

export interface WorkerOptions {
  /** How long a server that was killed keeps its job from others, in milliseconds. */
  leaseMs?: number;
  /** How often it is looked whether there is a job, in milliseconds. */
  pollMs?: number;
  sliceRows?: number;
  /** See Work. */
  writers?: number;
  day?: () => string;
  onError?: (error: unknown) => void;
}

export interface Worker {
  /** Looks at once whether there is a job. */
  wake(): void;
  /** Finishes the slice that is being written, and lets others have the job. */
  stop(): Promise<void>;
}

/** Works on jobs one after another until it is stopped, beside whatever else the server does. */
export function startWorker(database: Database, options: WorkerOptions = {}): Worker {
  const { pollMs = 1_000, onError = () => {} } = options;
  let waiting = new AbortController();
  let isStopping = false;
  const work = async () => {
    while (!isStopping) {
      const worked = await workOnce(database, options, () => isStopping).catch((error) => {
        onError(error);
        return false;
      });
      if (worked || isStopping) continue;
      waiting = new AbortController();
      await pause(pollMs, undefined, { signal: waiting.signal }).catch(() => {});
    }
  };
  const ended = freeAbandoned(database).catch(onError).then(work);
  return {
    wake: () => waiting.abort(),
    stop: async () => {
      isStopping = true;
      waiting.abort();
      await ended;
    },
  };
}

/** Works on all jobs that wait, for commands and tests. Answers how many it took. */
export async function runWaitingJobs(database: Database, options: WorkerOptions = {}): Promise<number> {
  await freeAbandoned(database);
  let count = 0;
  while (await workOnce(database, options, () => false)) count += 1;
  return count;
}

/** The embedded database has one process at a time: whoever held a lease in it is gone. */
async function freeAbandoned({ em, kind }: Database): Promise<void> {
  if (kind !== "pglite") return;
  await asSystem(em, (tx) =>
    sql`update import_job set leased_by = null, leased_until = null where leased_by is not null`.execute(
      tx.getKysely(),
    ),
  );
}

/** Takes a job and works on it; false when there was none, or when its work must wait for better times. */
async function workOnce(
  { em, kind }: Database,
  {
    leaseMs = 15_000,
    sliceRows = kind === "pglite" ? 1_000 : 5_000,
    writers = kind === "pglite" ? 1 : 2,
    day = today,
    onError = () => {},
  }: WorkerOptions,
  isStopping: () => boolean,
): Promise<boolean> {
  const lease: Lease = { holder: randomUUID(), ms: leaseMs };
  const job = await claimJob(em, lease);
  if (!job) return false;
  const work: Work = { lease, sliceRows, writers, day, isStopping };
  // A slice may take longer than the lease: the holder says that it lives meanwhile.
  const heart = setInterval(
    () => void asSystem(em, (tx) => renewLease(tx, job.id, lease)).catch(() => {}),
    Math.max(100, leaseMs / 3),
  );
  try {
    if (await runJob(em, job, work)) return true;
    await releaseJob(em, job.id, lease);
    return true;
  } catch (error) {
    if (error instanceof LeaseLost) return true;
    const reason = reasonOf(error);
    if (!reason) {
      // An outage: the job stays as it is, and is taken again when its lease has run out.
      onError(error);
      return false;
    }
    if (reason.code === "INTERNAL") onError(error);
    await endJob(em, job.id, lease, { state: "FAILED", code: reason.code, failure: reason.message });
    return true;
  } finally {
    clearInterval(heart);
  }
}

/** True when the job ended. */
async function runJob(em: Database["em"], job: Job, work: Work): Promise<boolean> {
  if (job.state === "REVERTING") return revertJob(em, job, work);
  const kind = findKind(job.kind);
  if (!(await (kind ? runRowJob(em, job, kind, work) : runMappingJob(em, job, work)))) return false;
  await endJob(em, job.id, work.lease, { state: "DONE", code: null, failure: null });
  return true;
}

/** Why a job cannot go on, for whoever started it; null: nothing of its own, the database does not answer. */
function reasonOf(error: unknown): { code: ErrorCode; message: string } | null {
  if (error instanceof CsvError) return { code: error.code, message: error.message };
  if (error instanceof CliError) return { code: "ERASURE_KEY_MISSING", message: error.message };
  if (isOutage(error)) return null;
  return { code: "INTERNAL", message: errorCodes.INTERNAL };
}

/** A database that is not there, stops, or gave up for the sake of others: what failed is worth another try. */
function isOutage(error: unknown): boolean {
  const { code, cause, message = "" } = (error ?? {}) as { code?: unknown; cause?: unknown; message?: string };
  if (typeof code === "string" && (/^(08|40|53|55|57|58)/.test(code) || /^E[A-Z]+$/.test(code) || code === "23503"))
    return true;
  if (/connection|timeout|database does not answer/i.test(message)) return true;
  return cause ? isOutage(cause) : false;
}
