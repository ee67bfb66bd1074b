import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { withdrawEvidence } from "../graph/evidence-withdrawal.service.ts";
import { endJob, LeaseLost, renewLease } from "./job.lease.ts";
import type { Job } from "./job.record.ts";
import { changedSince, namesOf, type Range, type Standing, standingOn, together } from "./revert.check.ts";
import { deleteUnreferenced, restoreValues, withdrawBooks } from "./revert.writer.ts";
import type { Work } from "./row.job.ts";

/** Ids that are looked at in one transaction. */
const slice = 2_000n;

type Table = "entity" | "evidence" | "account" | "facility";

/**
 * Takes back what a job wrote: its evidence, accounts and facilities are withdrawn, the values that it changed are put back, and entities that it
 * made go where nothing refers to them any more; what history refers to stays. First it is looked whether anybody has built on it: then nothing
 * is touched, and the job says what stands there. Every slice finds done what was done, so that a revert that was cut off begins again.
 * True when it came to its end.
 */
export async function revertJob(em: Em, job: Job, work: Work): Promise<boolean> {
  const ranges = await rangesOf(em, job.id);
  const step = <T>(write: (tx: Em) => Promise<T>): Promise<T> =>
    retrying(() =>
      asSystem(em, async (tx) => {
        const answer = await write(tx);
        await renewLease(tx, job.id, work.lease);
        return answer;
      }),
    );
  const walk = async (table: Table, write: (tx: Em, part: Range) => Promise<void>): Promise<boolean> => {
    for (const part of partsOf(ranges[table])) {
      if (work.isStopping()) return false;
      await step((tx) => write(tx, part));
    }
    return true;
  };

  // Once something is taken back it goes on to its end, and what others have built on since stays.
  if (!(await step((tx) => isBegun(tx, job.id)))) {
    let standing: Standing = { counts: {}, entityIds: [] };
    const look = async (tx: Em, part: Range) => {
      standing = together(standing, await standingOn(tx, job.id, part));
    };
    if (!(await walk("entity", look))) return false;
    standing = together(standing, await step((tx) => changedSince(tx, job.id)));
    if (Object.keys(standing.counts).length > 0) return refuse(em, job, work, standing);
    await step((tx) => begin(tx, job.id));
  }

  const day = work.day();
  const by = { by: "import", reason: `import job ${job.id} was reverted` };
  const done =
    (await walk("evidence", async (tx, part) => {
      await withdrawEvidence(tx, await evidenceOf(tx, job.id, part), day, by);
    })) &&
    (await walk("facility", (tx, part) => withdrawBooks(tx, "facility", job.id, part, day))) &&
    (await walk("account", (tx, part) => withdrawBooks(tx, "account", job.id, part, day)));
  if (!done) return false;
  await step((tx) => restoreValues(tx, job.id));
  if (!(await walk("entity", (tx, part) => deleteUnreferenced(tx, job.id, part)))) return false;
  await step((tx) =>
    recordAct(
      tx,
      { kind: "system", subject: "import" },
      { operation: "revertImport", subjects: [auditSubject("importJob", job.id)] },
    ),
  );
  await endJob(em, job.id, work.lease, { state: "REVERTED", code: null, failure: null });
  return true;
}

/** The job stays as it was, and says what stands on it. */
async function refuse(em: Em, job: Job, { lease }: Work, { counts, entityIds }: Standing): Promise<true> {
  const what = Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${count} ${name}${count === 1 ? "" : "s"}`);
  await asSystem(em, async (tx) => {
    const names = await namesOf(tx, entityIds);
    const where = names.length > 0 ? ` Among others on: ${names.join(", ")}.` : "";
    const failure = `Nothing was taken back, for others stand on what it wrote: ${what.join(", ")}.${where}`;
    const { rows } =
      await sql`update import_job set state = coalesce(written ->> 'before', 'DONE'), failure_code = 'IMPORT_STOOD_UPON',
        failure = ${failure}, leased_by = null, leased_until = null
      where id = ${job.id}::bigint and leased_by = ${lease.holder} and state = 'REVERTING' returning id`.execute(
        tx.getKysely(),
      );
    if (rows.length === 0) throw new LeaseLost();
  });
  return true;
}

async function isBegun(tx: Em, id: string): Promise<boolean> {
  const { rows } = await sql<{ begun: boolean }>`select written ? 'reverting' as begun from import_job
    where id = ${id}::bigint`.execute(tx.getKysely());
  return rows[0]!.begun;
}

/** From here on something is taken back; rows that still wait are linked no more, and forgotten. */
async function begin(tx: Em, id: string): Promise<void> {
  await sql`delete from import_pending where job_id = ${id}::bigint`.execute(tx.getKysely());
  await sql`update import_job set written = written || '{"reverting": true}', pending_count = 0
    where id = ${id}::bigint`.execute(tx.getKysely());
}

async function rangesOf(em: Em, id: string): Promise<Partial<Record<Table, Range>>> {
  return asSystem(em, async (tx) => {
    const { rows } = await sql<{
      name: Table;
      from: string;
      to: string;
    }>`select k.name, w.written -> 'from' ->> k.name as from,
        greatest((w.written -> 'to' ->> k.name)::bigint, k.latest)::text as to
      from import_job w, (values ('entity', null::bigint), ('evidence', null),
        -- A merge writes them again, under new ids.
        ('account', (select max(id) from account)), ('facility', (select max(id) from facility))) k(name, latest)
      where w.id = ${id}::bigint and w.written ? 'from'`.execute(tx.getKysely());
    return Object.fromEntries(rows.map(({ name, from, to }) => [name, { from, to }]));
  });
}

/** A range in parts of the slice's length. */
function* partsOf(range: Range | undefined): Generator<Range> {
  if (!range) return;
  for (let from = BigInt(range.from); from <= BigInt(range.to); from += slice)
    yield { from: String(from), to: String(from + slice - 1n < BigInt(range.to) ? from + slice - 1n : range.to) };
}

async function evidenceOf(tx: Em, jobId: string, { from, to }: Range): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from evidence where id between ${from}::bigint and ${to}::bigint
    and import_id = ${jobId}::bigint and withdrawn_at is null order by id`.execute(tx.getKysely());
  return rows.map(({ id }) => id);
}
