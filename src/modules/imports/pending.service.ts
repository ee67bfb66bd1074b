import { sql } from "kysely";
import type { Em } from "../../database.ts";
import type { Day } from "../../shared/day.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { recordErrors } from "./job.outcomes.ts";
import { findRowEnds, readRow, writeRows } from "./job.slice.ts";
import { findKind } from "./kinds/kinds.ts";

interface PendingRow {
  id: string;
  jobId: string;
  line: string;
  cells: Record<string, string>;
  kind: string;
  source: string;
  namesIdentify: boolean;
}

const slice = 1_000;

/**
 * Writes the rows of any job that waited for an end and whose ends are all known now; they count and belong to their own job. Called at the
 * end of every job: whichever of two that run beside each other ends last sees what the other one made. Answers how many rows were written.
 */
export async function linkPending(
  em: Em,
  day: Day,
  currencies: ReadonlySet<string>,
  isStopping: () => boolean,
  renew: (tx: Em) => Promise<void>,
): Promise<number> {
  let linked = 0;
  for (let after: string | null = "0"; after !== null && !isStopping(); ) {
    const from: string = after;
    const step = await retrying(() =>
      asSystem(em, async (tx) => {
        const linkedNow = await linkSlice(tx, from, day, currencies);
        await renew(tx);
        return linkedNow;
      }),
    );
    linked += step.linked;
    after = step.last;
  }
  return linked;
}

async function linkSlice(tx: Em, after: string, day: Day, currencies: ReadonlySet<string>) {
  const { rows } = await sql<PendingRow>`
    select p.id, p.job_id as "jobId", p.line, p.cells, j.kind, j.source, j.names_identify as "namesIdentify"
    from import_pending p join import_job j on j.id = p.job_id
    where p.id > ${after}::bigint and j.state not in ('REVERTING', 'REVERTED') and not exists (
      select from import_pending_end e where e.pending_id = p.id and not case when e.source is null
        then exists (select from organization o where o.credit_code = e.number)
        else exists (select from source_identity i where i.source = e.source and i.number = e.number) end)
    order by p.id limit ${sql.lit(slice)} for update of p skip locked`.execute(tx.getKysely());
  let linked = 0;
  for (const jobId of [...new Set(rows.map((row) => row.jobId))].sort()) {
    const own = rows.filter((row) => row.jobId === jobId);
    linked += await linkJob(tx, own, day, currencies);
  }
  return { linked, last: rows.length < slice ? null : rows.at(-1)!.id };
}

async function linkJob(
  tx: Em,
  rows: readonly PendingRow[],
  day: Day,
  currencies: ReadonlySet<string>,
): Promise<number> {
  const { jobId, kind: name, source, namesIdentify } = rows[0]!;
  const kind = findKind(name)!;
  const context = { source, namesIdentify, today: day, currencies };
  const read = rows.map(({ line, cells }) => {
    const fields = Object.values(cells);
    return readRow(kind, { line: Number(line), cells, fields }, context);
  });
  const departures = await findRowEnds(tx, kind, read);
  const { outcomes } = await writeRows(tx, kind, read, { importId: jobId, source, day, departures });
  const done = rows.flatMap((row, index) => (outcomes[index]!.outcome === "PENDING" ? [] : [row.id]));
  const count = (outcome: string) => outcomes.filter((one) => one.outcome === outcome).length;
  await recordErrors(
    tx,
    jobId,
    read.flatMap((row, index) => {
      const { problem } = outcomes[index]!;
      return problem ? [{ line: row.file.line, fields: row.file.fields, ...problem }] : [];
    }),
  );
  await sql`delete from import_pending where id = any(${done}::bigint[])`.execute(tx.getKysely());
  await sql`update import_job set pending_count = pending_count - ${done.length}::bigint, created_count = created_count + ${count("CREATED")}::bigint,
      updated_count = updated_count + ${count("UPDATED")}::bigint, unchanged_count = unchanged_count + ${count("UNCHANGED")}::bigint,
      rejected_count = rejected_count + ${count("REJECTED")}::bigint,
      written = jsonb_set(jsonb_set(written, '{to,evidence}', to_jsonb((select last_value from evidence_id_seq))),
        '{to,entity}', to_jsonb((select last_value from entity_id_seq)))
    where id = ${jobId}::bigint`.execute(tx.getKysely());
  return done.length;
}
