import { sql } from "kysely";
import type { Em } from "../../database.ts";
import type { ErrorCode } from "../../shared/error-codes.ts";
import { asSystem } from "../../shared/session.ts";
import { type Job, jobColumns, type Position } from "./job.record.ts";

/**
 * Who works on a job. A server holds a lease and makes it longer as it goes on; one that was killed lets it run out, and another takes the
 * job. Whatever a slice writes is committed only together with a step of the job under the holder's name, so that of two that believe they
 * hold it one is undone. (pg-boss would keep a second state beside the job's own, which no transaction of ours could move with the rows.)
 */
export interface Lease {
  holder: string;
  ms: number;
}

/** The job is somebody else's now, or was cancelled: whatever was written under the lease must be undone. */
export class LeaseLost extends Error {}

const sequences = sql`jsonb_build_object('entity', (select last_value from entity_id_seq), 'evidence', (select last_value from evidence_id_seq),
  'account', (select last_value from account_id_seq), 'facility', (select last_value from facility_id_seq))`;
const until = (ms: number) => sql`now() + make_interval(secs => ${ms / 1000}::float8)`;

/** Takes the oldest job that nobody works on; null when there is none. */
export const claimJob = (em: Em, { holder, ms }: Lease): Promise<Job | null> =>
  asSystem(em, async (tx) => {
    const { rows } = await sql<Job>`update import_job j set leased_by = ${holder}, leased_until = ${until(ms)},
        state = case when state = 'QUEUED' then 'RUNNING' else state end, started_at = coalesce(started_at, now()),
        written = case when written ? 'from' then written else jsonb_build_object('from', ${sequences}, 'to', ${sequences}) end
      where id = (select id from import_job
        where state in ('QUEUED', 'RUNNING', 'REVERTING') and (leased_until is null or leased_until < now())
        order by queued_at, id limit 1 for update skip locked)
      returning ${jobColumns}`.execute(tx.getKysely());
    return rows[0] ?? null;
  });

/** Says that the holder lives. Throws LeaseLost. */
export async function renewLease(tx: Em, id: string, { holder, ms }: Lease): Promise<void> {
  const { rows } = await sql`update import_job set leased_until = ${until(ms)}
    where id = ${id}::bigint and leased_by = ${holder} and state in ('RUNNING', 'REVERTING') returning id`.execute(
    tx.getKysely(),
  );
  if (rows.length === 0) throw new LeaseLost();
}

/** Lets others have the job at once. */
export const releaseJob = (em: Em, id: string, { holder }: Lease): Promise<void> =>
  asSystem(em, async (tx) => {
    await sql`update import_job set leased_by = null, leased_until = null
      where id = ${id}::bigint and leased_by = ${holder}`.execute(tx.getKysely());
  });

/** What a slice adds to a job. */
export interface Step {
  /** The position that it goes on from, and the one to which. */
  from: Position | null;
  position: Position | null;
  readBytes: number;
  busyMs: number;
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  pending: number;
}

/**
 * Moves a job on, last thing in the transaction that wrote the slice. Throws LeaseLost, so that the slice is undone, also when the job is elsewhere
 * than it was left: a commit whose answer was lost.
 */
export async function advanceJob(tx: Em, id: string, { holder, ms }: Lease, step: Step): Promise<void> {
  const { rows } = await sql`update import_job set leased_until = ${until(ms)},
      position = ${jsonOf(step.position)}::jsonb, read_bytes = ${step.readBytes}::bigint,
      busy_ms = busy_ms + ${Math.round(step.busyMs)}::bigint, read_count = read_count + ${step.read}::bigint,
      created_count = created_count + ${step.created}::bigint, updated_count = updated_count + ${step.updated}::bigint,
      unchanged_count = unchanged_count + ${step.unchanged}::bigint, rejected_count = rejected_count + ${step.rejected}::bigint,
      pending_count = pending_count + ${step.pending}::bigint, written = written || jsonb_build_object('to', ${sequences})
    where id = ${id}::bigint and leased_by = ${holder} and state = 'RUNNING'
      and position is not distinct from ${jsonOf(step.from)}::jsonb returning id`.execute(tx.getKysely());
  if (rows.length === 0) throw new LeaseLost();
}

const jsonOf = (position: Position | null): string | null => (position === null ? null : JSON.stringify(position));

/** Ends a job. code: null when it came to its end as asked. */
export const endJob = (
  em: Em,
  id: string,
  { holder }: Lease,
  end: { state: "DONE" | "FAILED" | "REVERTED"; code: ErrorCode | null; failure: string | null },
): Promise<void> =>
  asSystem(em, async (tx) => {
    const { rows } =
      await sql`update import_job set state = ${end.state}, failure_code = ${end.code}, failure = ${end.failure},
        leased_by = null, leased_until = null, ended_at = now(),
        reverted_at = case when ${end.state} = 'REVERTED' then now() end
      where id = ${id}::bigint and leased_by = ${holder} and state in ('RUNNING', 'REVERTING') returning id`.execute(
        tx.getKysely(),
      );
    if (rows.length === 0) throw new LeaseLost();
  });
