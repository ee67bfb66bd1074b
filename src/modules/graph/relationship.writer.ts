import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import type { PeriodSlot } from "./relationship.policy.ts";
import type { Move, SettledPeriod, Settlement, StoredRelationship } from "./relationship.settling.ts";
import { keyColumns } from "./stored-relationship.sql.ts";

/** Writes what differs from what is stored; the ids of new periods are reserved. Answers the relationships whose evidence changed hands. */
export async function writeSettlements(tx: Em, settlements: readonly Settlement[]): Promise<string[]> {
  const periods = settlements.flatMap((one) => one.periods);
  const withdrawn = settlements.flatMap((one) => one.withdrawn);
  const changed = periods.filter((one) => one.stored && (isChanged(one) || one.isDerived !== one.stored.isDerived));
  await lockRows(tx, [...withdrawn, ...changed]);
  // Withdrawn first: a start that moves back may be the start of a period that is taken in.
  await withdraw(tx, withdrawn);
  await update(tx, changed);
  await insert(
    tx,
    periods.filter((one) => !one.stored),
  );
  await keepRecorded(tx, periods, withdrawn);
  const moves = settlements.flatMap((one) => one.moves);
  for (const what of ["CLAIM", "UNCLAIMED", "ALL"] as const) await moveEvidence(tx, what, moves);
  return [...new Set(moves.flatMap(({ from, into }) => [from.id, into.id]))];
}

export const isChanged = ({ stored, since, until, confidence }: SettledPeriod): boolean =>
  !stored || since !== stored.since || until !== stored.until || confidence !== stored.confidence;

async function lockRows(tx: Em, rows: readonly { id: string }[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map((one) => one.id);
  await sql`select from relationship where id = any(${ids}::bigint[]) order by id for no key update`.execute(
    tx.getKysely(),
  );
}

async function withdraw(tx: Em, rows: readonly StoredRelationship[]): Promise<void> {
  for (const chunk of chunks(rows)) {
    await sql`update relationship set withdrawn_at = now() where id = any(${chunk.map((one) => one.id)}::bigint[])`.execute(
      tx.getKysely(),
    );
  }
}

const periodColumns = {
  id: ["bigint", (one: SettledPeriod) => one.id],
  since: ["date", (one: SettledPeriod) => one.since],
  until: ["date", (one: SettledPeriod) => one.until],
  confidence: ["float8", (one: SettledPeriod) => one.confidence ?? 0.5],
  is_derived: ["boolean", (one: SettledPeriod) => one.isDerived],
} satisfies Record<string, [string, (one: SettledPeriod) => unknown]>;

async function update(tx: Em, periods: readonly SettledPeriod[]): Promise<void> {
  for (const chunk of chunks(periods)) {
    // Evidence, where there is any, decides the confidence; what was recorded does not then.
    await sql`update relationship r set since = v.since, until = v.until, is_derived = v.is_derived, recorded_confidence = v.confidence,
        confidence = case when exists (select from evidence e where e.relationship_id = r.id and e.withdrawn_at is null)
          then r.confidence else v.confidence end
      from ${rowSet(chunk, periodColumns)} where r.id = v.id`.execute(tx.getKysely());
  }
}

async function insert(tx: Em, periods: readonly SettledPeriod[]): Promise<void> {
  for (const chunk of chunks(periods)) {
    const keyed = Object.entries(keyColumns).map(([name, [type, value]]) => [
      name,
      [type, (one: SettledPeriod) => value(one.row)],
    ]);
    const rows = rowSet(chunk, { ...periodColumns, ...Object.fromEntries(keyed) });
    await sql`insert into relationship (id, kind, source_id, target_id, role, since, until, is_derived, confidence, recorded_confidence)
      select id, kind, source_id, target_id, role, since, until, is_derived, confidence, confidence from ${rows}`.execute(
      tx.getKysely(),
    );
  }
}

/** What was recorded without evidence, of relationships that are more or less than that. */
async function keepRecorded(
  tx: Em,
  periods: readonly SettledPeriod[],
  withdrawn: readonly StoredRelationship[],
): Promise<void> {
  const db = tx.getKysely();
  const kept = (one: SettledPeriod) => (one.isDerived ? one.recorded : []);
  const restated = periods.filter((one) => textOf(kept(one)) !== textOf(one.stored?.recorded ?? []));
  const gone = [...withdrawn, ...restated.flatMap((one) => one.stored ?? [])].filter((one) => one.recorded.length > 0);
  for (const chunk of chunks(gone)) {
    await sql`delete from recorded_period where relationship_id = any(${chunk.map((one) => one.id)}::bigint[])`.execute(
      db,
    );
  }
  for (const chunk of chunks(restated.flatMap((one) => kept(one).map((slot) => ({ id: one.id, slot }))))) {
    const rows = rowSet(chunk, {
      relationship_id: ["bigint", (one) => one.id],
      since: ["date", ({ slot }) => slot.since],
      until: ["date", ({ slot }) => slot.until],
      seen: ["date", ({ slot }) => slot.lastObservedOn],
      needs: ["boolean", ({ slot }) => slot.needsEvidence],
    });
    await sql`insert into recorded_period (relationship_id, since, until, last_observed_on, needs_evidence)
      select relationship_id, since, until, seen, needs from ${rows}`.execute(db);
  }
}

const textOf = (recorded: readonly (PeriodSlot | StoredRelationship["recorded"][number])[]) =>
  JSON.stringify(
    recorded.map(({ since, until, lastObservedOn, needsEvidence }) => [since, until, lastObservedOn, needsEvidence]),
  );

/** Evidence goes to the period that now holds what it claims, withdrawn evidence with the rest. */
async function moveEvidence(tx: Em, what: "CLAIM" | "UNCLAIMED" | "ALL", all: readonly Move[]): Promise<void> {
  const db = tx.getKysely();
  const moves = all.filter((move) => (typeof move.what === "string" ? move.what : "CLAIM") === what);
  const claim = ({ what }: Move) => (typeof what === "string" ? null : what);
  const which = {
    CLAIM: sql`e.claims_period and e.valid_from is not distinct from v.valid_from and e.valid_to is not distinct from v.valid_to
      and (v.day is null or coalesce(e.observed_on, (e.recorded_at at time zone 'Asia/Shanghai')::date) = v.day)`,
    UNCLAIMED: sql`not e.claims_period`,
    ALL: sql`true`,
  }[what];
  for (const chunk of chunks(moves)) {
    const rows = rowSet(chunk, {
      from_id: ["bigint", ({ from }) => from.id],
      into_id: ["bigint", ({ into }) => into.id],
      valid_from: ["date", (move) => claim(move)?.since ?? null],
      valid_to: ["date", (move) => claim(move)?.until ?? null],
      day: ["date", (move) => (claim(move)?.isOneDay ? claim(move)!.firstSeenOn : null)],
    });
    await sql`with moved as (update evidence e set relationship_id = v.into_id from ${rows} where e.relationship_id = v.from_id and ${which}
        returning e.id, e.relationship_id)
      update evidence_detail d set relationship_id = m.relationship_id from moved m where d.evidence_id = m.id`.execute(
      db,
    );
  }
}
