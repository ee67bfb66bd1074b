import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, reserveIds, rowSet } from "../../shared/bulk.ts";
import { lockKeys } from "../../shared/locks.ts";
import { mergedAmong } from "./merged.service.ts";
import type { StandingPeriod } from "./period.policy.ts";
import { final, keyOf, type PeriodSlot, placeRows, type RelationshipRow } from "./relationship.policy.ts";

export type { RelationshipRow };

/** Where the claim ended up. UNCHANGED also when several rows of one call change it back and forth. */
export interface WrittenRelationship {
  relationshipId: string;
  outcome: "CREATED" | "UPDATED" | "UNCHANGED";
}

/**
 * Writes the rows so that of one source, target, kind and role at most one relationship holds on any day, and answers in
 * their order. Rows of one key take their places in order of time, whatever order they come in. Periods that a row bridges
 * join: the earliest stays, the others are withdrawn and their evidence moves to it. Replays write nothing. What names an organization
 * that was merged speaks of the one that it is part of. Throws RangeError for a row whose until is not after its since.
 */
export async function writeRelationships(tx: Em, asked: readonly RelationshipRow[]): Promise<WrittenRelationship[]> {
  for (const { since, until } of asked) {
    if (since !== null && until !== null && since >= until) throw new RangeError(`no day in [${since}, ${until})`);
  }
  const merged = await mergedAmong(
    tx,
    asked.flatMap((row) => [row.sourceId, row.targetId]),
  );
  const rows = merged.size === 0 ? asked : asked.map((row) => onStanding(row, merged));
  const keys = new Map(rows.map((row) => [keyOf(row), row]));
  await lockKeys(tx, "relationship", [...keys.keys()]);
  const standing = await readStanding(tx, [...keys.values()]);
  const stored = [...standing.values()].flat();
  const slotOf = placeRows(standing, rows);

  const kept = [...standing.values()].flat();
  const created = kept.filter((slot) => !slot.before);
  const ids = await reserveIds(tx, "relationship", created.length);
  for (const [index, slot] of created.entries()) slot.id = ids[index]!;
  const joined = stored.filter((slot) => slot.into);
  const changed = new Set(kept.filter((slot) => slot.before && !isSame(slot, slot.before)));
  await lockRows(tx, [...joined, ...changed]);
  // Withdrawn first: a start that moves back may be the start of a period that is taken in.
  await withdraw(tx, joined);
  await update(tx, [...changed]);
  await insert(tx, created);
  await moveEvidence(tx, joined);

  const announced = new Set<PeriodSlot>();
  return rows.map((row) => {
    const slot = slotOf(row);
    const isNew = !slot.before && !announced.has(slot);
    announced.add(slot);
    return { relationshipId: slot.id, outcome: isNew ? "CREATED" : changed.has(slot) ? "UPDATED" : "UNCHANGED" };
  });
}

const onStanding = (row: RelationshipRow, merged: ReadonlyMap<string, string>): RelationshipRow => ({
  ...row,
  sourceId: merged.get(row.sourceId) ?? row.sourceId,
  targetId: merged.get(row.targetId) ?? row.targetId,
});

const isSame = (slot: PeriodSlot, before: NonNullable<PeriodSlot["before"]>) =>
  slot.since === before.since && slot.until === before.until && slot.confidence === before.confidence;

const keyColumns = {
  source_id: ["bigint", (row: RelationshipRow) => row.sourceId],
  target_id: ["bigint", (row: RelationshipRow) => row.targetId],
  kind: ["text", (row: RelationshipRow) => row.kind],
  role: ["text", (row: RelationshipRow) => row.role],
} satisfies Record<string, [string, (row: RelationshipRow) => unknown]>;

async function readStanding(tx: Em, keys: readonly RelationshipRow[]): Promise<Map<string, PeriodSlot[]>> {
  const standing = new Map<string, PeriodSlot[]>(keys.map((row) => [keyOf(row), []]));
  for (const chunk of chunks(keys)) {
    // The range that is one value keeps a planner without statistics from the index by target: five thousand rows of one platform would
    // each read all its participants (ten seconds instead of a tenth).
    const { rows } = await sql<StandingPeriod & { id: string; place: string; confidence: number }>`
      select r.id, r.since, r.until, r.last_observed_on as "lastObservedOn", r.recorded_confidence as confidence, v.place
      from ${rowSet(chunk, keyColumns)}
      join relationship r on r.source_id = v.source_id and r.target_id between v.target_id and v.target_id and r.kind = v.kind
        and r.role is not distinct from v.role and r.withdrawn_at is null
      order by r.since nulls first`.execute(tx.getKysely());
    for (const { place, ...period } of rows) {
      const row = chunk[Number(place) - 1]!;
      standing.get(keyOf(row))!.push({ ...period, row, before: { ...period }, into: null });
    }
  }
  return standing;
}

async function lockRows(tx: Em, slots: readonly PeriodSlot[]): Promise<void> {
  if (slots.length === 0) return;
  const ids = slots.map((slot) => slot.id);
  await sql`select from relationship where id = any(${ids}::bigint[]) order by id for no key update`.execute(
    tx.getKysely(),
  );
}

async function withdraw(tx: Em, slots: readonly PeriodSlot[]): Promise<void> {
  for (const chunk of chunks(slots)) {
    await sql`update relationship set withdrawn_at = now() where id = any(${chunk.map((slot) => slot.id)}::bigint[])`.execute(
      tx.getKysely(),
    );
  }
}

const periodColumns = {
  id: ["bigint", (slot: PeriodSlot) => slot.id],
  since: ["date", (slot: PeriodSlot) => slot.since],
  until: ["date", (slot: PeriodSlot) => slot.until],
  confidence: ["float8", (slot: PeriodSlot) => slot.confidence ?? 0.5],
} satisfies Record<string, [string, (slot: PeriodSlot) => unknown]>;

async function update(tx: Em, slots: readonly PeriodSlot[]): Promise<void> {
  for (const chunk of chunks(slots)) {
    // Evidence, where there is any, decides the confidence; what was recorded does not then.
    await sql`update relationship r set since = v.since, until = v.until, recorded_confidence = v.confidence,
        confidence = case when exists (select from evidence e where e.relationship_id = r.id and e.withdrawn_at is null)
          then r.confidence else v.confidence end
      from ${rowSet(chunk, periodColumns)} where r.id = v.id`.execute(tx.getKysely());
  }
}

async function insert(tx: Em, slots: readonly PeriodSlot[]): Promise<void> {
  for (const chunk of chunks(slots)) {
    const keyed = Object.entries(keyColumns).map(([name, [type, value]]) => [
      name,
      [type, (slot: PeriodSlot) => value(slot.row)],
    ]);
    const rows = rowSet(chunk, { ...periodColumns, ...Object.fromEntries(keyed) });
    await sql`insert into relationship (id, kind, source_id, target_id, role, since, until, confidence, recorded_confidence)
      select id, kind, source_id, target_id, role, since, until, confidence, confidence from ${rows}`.execute(
      tx.getKysely(),
    );
  }
}

/** Evidence of a withdrawn period moves to the one that took it in, whose values of today then follow from it. */
async function moveEvidence(tx: Em, slots: readonly PeriodSlot[]): Promise<void> {
  const db = tx.getKysely();
  for (const chunk of chunks(slots)) {
    const rows = rowSet(chunk, { id: ["bigint", (slot) => slot.id], into_id: ["bigint", (slot) => final(slot).id] });
    await sql`update evidence e set relationship_id = v.into_id from ${rows} where e.relationship_id = v.id`.execute(
      db,
    );
    await sql`update evidence_detail d set relationship_id = v.into_id from ${rows} where d.relationship_id = v.id`.execute(
      db,
    );
    await sql`select refresh_relationships(${chunk.map((slot) => final(slot).id)}::bigint[],
      (now() at time zone 'Asia/Shanghai')::date)`.execute(db);
  }
}
