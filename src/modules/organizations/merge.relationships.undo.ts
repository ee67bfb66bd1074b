import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, reserveIds, rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { type MergeItem, UndoBlocked } from "./merge.plan.ts";
import {
  columns,
  isSame,
  keyColumns,
  keyOf,
  moveEvidence,
  type Period,
  type Recorded,
  type Remembered,
  readEvidence,
  refresh,
} from "./merge.relationship-rows.ts";

/**
 * Puts the relationships back: new rows with the old content for those that were withdrawn, old periods for those that grew. What came onto a
 * relationship since, as evidence, stays with the kept one. Throws UndoBlocked when a period changed since, for then nobody can tell whose it is. Answers
 * the new ids of those that are written again, by their old ones.
 */
export async function restoreRelationships(
  tx: Em,
  items: readonly MergeItem[],
  today: Day,
): Promise<ReadonlyMap<string, string>> {
  const db = tx.getKysely();
  const of = (kind: MergeItem["kind"]) => items.filter((one) => one.kind === kind);
  const kept = of("KEPT_RELATIONSHIP");
  const made = of("MADE_RELATIONSHIP");
  await assertUnchanged(tx, [...kept, ...made]);

  const gone = [...of("RELATIONSHIP"), ...kept.filter((one) => one.after === null)];
  const renewed = await renew(tx, gone);
  await insertRenewed(tx, gone, renewed);
  // Then what is left on a relationship of the merge's making came later.
  await moveEvidence(
    tx,
    of("EVIDENCE").map((one) => [one.rowKey, renewed.get(one.intoKey!) ?? one.intoKey!] as const),
  );
  await withdrawMade(tx, made, kept);
  const grown = kept.filter((one) => one.after !== null);
  for (const chunk of chunks(grown)) {
    const rows = rowSet(chunk, { id: ["bigint", (one) => one.rowKey], ...periodColumns });
    await sql`update relationship r set since = v.since, until = v.until, is_derived = v.is_derived, recorded_confidence = v.confidence,
      confidence = v.confidence from ${rows} where r.id = v.id`.execute(db);
  }
  await restoreRecorded(tx, [
    ...gone.map((one) => ({ id: renewed.get(one.rowKey)!, recorded: (one.before as Remembered).recorded })),
    ...grown.map((one) => ({ id: one.rowKey, recorded: (one.before as Remembered).recorded })),
  ]);
  for (const chunk of chunks(of("PARTICIPATION"))) {
    const rows = rowSet(chunk, {
      id: ["uuid", (one) => one.rowKey],
      to_id: ["bigint", (one) => renewed.get(one.intoKey!)],
    });
    await sql`update participation p set relationship_id = v.to_id from ${rows} where p.id = v.id`.execute(db);
  }
  const into = of("RELATIONSHIP").flatMap((one) => one.intoKey ?? []);
  await refresh(tx, [...new Set([...renewed.values(), ...into, ...kept.map((one) => one.rowKey)])], today);
  return renewed;
}

const periodColumns = {
  since: ["date", (one: MergeItem) => (one.before as Period).since],
  until: ["date", (one: MergeItem) => (one.before as Period).until],
  confidence: ["float8", (one: MergeItem) => (one.before as Period).confidence],
  is_derived: ["boolean", (one: MergeItem) => (one.before as Period).isDerived],
} satisfies Record<string, [string, (one: MergeItem) => unknown]>;

async function assertUnchanged(tx: Em, items: readonly MergeItem[]): Promise<void> {
  const expected = items.filter((one) => one.after !== null);
  for (const chunk of chunks(expected)) {
    const { rows } = await sql<Period & { id: string }>`select ${columns} from relationship r
      where r.id = any(${chunk.map((one) => one.rowKey)}::bigint[]) and r.withdrawn_at is null order by r.id for update of r`.execute(
      tx.getKysely(),
    );
    const now = new Map(rows.map((row) => [row.id, row]));
    for (const { rowKey, after } of chunk)
      if (!now.has(rowKey) || !isSame(now.get(rowKey)!, after as Period))
        throw new UndoBlocked("A relationship that the merge joined or made was changed since.");
  }
}

async function restoreRecorded(tx: Em, rows: readonly { id: string; recorded: readonly Recorded[] }[]): Promise<void> {
  for (const ids of chunks(rows.map((one) => one.id)))
    await sql`delete from recorded_period where relationship_id = any(${ids}::bigint[])`.execute(tx.getKysely());
  for (const chunk of chunks(rows.flatMap(({ id, recorded }) => recorded.map((one) => ({ id, ...one }))))) {
    const periods = rowSet(chunk, {
      relationship_id: ["bigint", (one) => one.id],
      since: ["date", (one) => one.since],
      until: ["date", (one) => one.until],
      seen: ["date", (one) => one.lastObservedOn],
      needs: ["boolean", (one) => one.needsEvidence],
    });
    await sql`insert into recorded_period (relationship_id, since, until, last_observed_on, needs_evidence)
      select relationship_id, since, until, seen, needs from ${periods}`.execute(tx.getKysely());
  }
}

/** Ids for those that are written again: evidence may move to them as soon as they stand. */
async function renew(tx: Em, gone: readonly MergeItem[]): Promise<Map<string, string>> {
  const ids = await reserveIds(tx, "relationship", gone.length);
  return new Map(gone.map((one, index) => [one.rowKey, ids[index]!]));
}

async function withdrawMade(tx: Em, made: readonly MergeItem[], kept: readonly MergeItem[]): Promise<void> {
  const ids = made.map((one) => one.rowKey);
  const later = new Set((await readEvidence(tx, ids)).map((one) => one.relationshipId));
  const touched = new Set(kept.map((one) => keyOf(one.before as Remembered)));
  for (const one of made)
    if (later.has(one.rowKey) && touched.has(keyOf(one.before as Remembered)))
      throw new UndoBlocked("Evidence came since onto a relationship that stands among others of its kind.");
  for (const chunk of chunks(ids.filter((id) => !later.has(id)))) {
    await sql`update relationship set withdrawn_at = now() where id = any(${chunk}::bigint[])`.execute(tx.getKysely());
    await sql`delete from recorded_period where relationship_id = any(${chunk}::bigint[])`.execute(tx.getKysely());
  }
}

async function insertRenewed(tx: Em, gone: readonly MergeItem[], ids: ReadonlyMap<string, string>): Promise<void> {
  for (const chunk of chunks(gone)) {
    const keyed = Object.entries(keyColumns).map(([name, [type, value]]) => [
      name,
      [type, (one: MergeItem) => value(one.before as Remembered)],
    ]);
    const rows = rowSet(chunk, {
      id: ["bigint", (one) => ids.get(one.rowKey)],
      ...periodColumns,
      ...Object.fromEntries(keyed),
    });
    await sql`insert into relationship (id, kind, source_id, target_id, role, since, until, is_derived, confidence, recorded_confidence)
      select id, kind, source_id, target_id, role, since, until, is_derived, confidence, confidence from ${rows}`.execute(
      tx.getKysely(),
    );
  }
}
