import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, reserveIds, rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { writeRelationships } from "../graph/relationship.service.ts";
import { item, type MergeItem, type MergePair, UndoBlocked } from "./merge.plan.ts";

/** A relationship as a merge remembers it. */
interface Remembered {
  kind: string;
  sourceId: string;
  targetId: string;
  role: string | null;
  since: Day | null;
  until: Day | null;
  confidence: number;
}
interface Standing extends Remembered {
  id: string;
  lastObservedOn: Day | null;
}
type Period = Pick<Remembered, "since" | "until" | "confidence">;

const columns = sql`r.id, r.kind, r.source_id as "sourceId", r.target_id as "targetId", r.role, r.since, r.until,
  r.recorded_confidence as confidence, r.last_observed_on as "lastObservedOn"`;

/**
 * Writes the relationships of the merged one again under the kept one, by the rules of every writer, and withdraws the old ones: what was
 * known before stays as it was known. Those between the two say nothing any more. Their evidence goes with them, except what was withdrawn.
 */
export async function moveRelationships(tx: Em, { keep, drop, today }: MergePair): Promise<MergeItem[]> {
  const db = tx.getKysely();
  const { rows: old } = await sql<Standing>`select ${columns} from relationship r
    where ${drop}::bigint in (r.source_id, r.target_id) and r.withdrawn_at is null order by r.id for update`.execute(
    db,
  );
  const onKept = (id: string) => (id === drop ? keep : id);
  const isBetween = (one: Standing) => one.sourceId !== one.targetId && onKept(one.sourceId) === onKept(one.targetId);
  const moving = old
    .filter((one) => !isBetween(one))
    .map((one) => ({ ...one, sourceId: onKept(one.sourceId), targetId: onKept(one.targetId) }));
  const standing = await readKeys(tx, moving);
  const evidence = await readEvidence(
    tx,
    [...old, ...standing].map((one) => one.id),
  );
  for (const ids of chunks(old.map((one) => one.id)))
    await sql`update relationship set withdrawn_at = now() where id = any(${ids}::bigint[])`.execute(db);
  const known = new Set(standing.map(keyOf));
  const written = await writeRelationships(
    tx,
    moving.map((one) => ({
      ...one,
      observedOn: one.lastObservedOn,
      // What stands of the kept one keeps what was recorded of it.
      confidence: known.has(keyOf(one)) ? null : one.confidence,
    })),
  );
  const into = new Map(moving.map((one, index) => [one.id, written[index]!.relationshipId]));
  await moveEvidence(tx, [...into], today);
  const participations = await moveParticipations(tx, [...into]);
  const after = new Map((await readKeys(tx, moving)).map((one) => [one.id, one]));
  const before = new Map(standing.map((one) => [one.id, one]));
  return [
    ...old.map((one) => item("RELATIONSHIP", one.id, { intoKey: into.get(one.id) ?? null, before: remembered(one) })),
    // Periods of the kept one that grew, or were taken in by another of its own.
    ...standing.flatMap((one) => {
      const now = after.get(one.id);
      if (now && isSame(one, now)) return [];
      return item("KEPT_RELATIONSHIP", one.id, { before: remembered(one), after: now ? periodOf(now) : null });
    }),
    ...[...after.values()]
      .filter((one) => !before.has(one.id))
      .map((one) => item("MADE_RELATIONSHIP", one.id, { before: remembered(one), after: periodOf(one) })),
    // Where it stood, so that it can go back there.
    ...evidence
      .filter((one) => !after.has(one.relationshipId))
      .map((one) => item("EVIDENCE", one.id, { intoKey: one.relationshipId })),
    ...participations,
  ];
}

const keyOf = (one: Remembered): string => JSON.stringify([one.sourceId, one.targetId, one.kind, one.role]);
const periodOf = ({ since, until, confidence }: Period): Period => ({ since, until, confidence });
const remembered = ({ kind, sourceId, targetId, role, since, until, confidence }: Standing): Remembered => ({
  ...{ kind, sourceId, targetId, role },
  ...{ since, until, confidence },
});
const isSame = (a: Period, b: Period) => JSON.stringify(periodOf(a)) === JSON.stringify(periodOf(b));

const keyColumns = {
  source_id: ["bigint", (one: Remembered) => one.sourceId],
  target_id: ["bigint", (one: Remembered) => one.targetId],
  kind: ["text", (one: Remembered) => one.kind],
  role: ["text", (one: Remembered) => one.role],
} satisfies Record<string, [string, (one: Remembered) => unknown]>;

/** What stands under the keys of these. */
async function readKeys(tx: Em, rows: readonly Remembered[]): Promise<Standing[]> {
  const found: Standing[] = [];
  for (const chunk of chunks([...new Map(rows.map((one) => [keyOf(one), one])).values()])) {
    const { rows: standing } = await sql<Standing>`select ${columns} from ${rowSet(chunk, keyColumns)}
      join relationship r on r.source_id = v.source_id and r.target_id between v.target_id and v.target_id and r.kind = v.kind
        and r.role is not distinct from v.role and r.withdrawn_at is null order by r.id`.execute(tx.getKysely());
    found.push(...standing);
  }
  return found;
}

async function readEvidence(tx: Em, ids: readonly string[]): Promise<{ id: string; relationshipId: string }[]> {
  const found: { id: string; relationshipId: string }[] = [];
  for (const chunk of chunks([...ids])) {
    const { rows } = await sql<{
      id: string;
      relationshipId: string;
    }>`select id, relationship_id as "relationshipId" from evidence
      where relationship_id = any(${chunk}::bigint[]) and withdrawn_at is null order by id`.execute(tx.getKysely());
    found.push(...rows);
  }
  return found;
}

async function moveEvidence(
  tx: Em,
  moves: readonly (readonly [from: string, into: string])[],
  day: Day,
): Promise<void> {
  const db = tx.getKysely();
  for (const chunk of chunks(moves)) {
    const pairs = rowSet(chunk, { from_id: ["bigint", ([from]) => from], into_id: ["bigint", ([, into]) => into] });
    await sql`update evidence_detail d set relationship_id = v.into_id from ${pairs} join evidence e
      on e.relationship_id = v.from_id and e.withdrawn_at is null where d.evidence_id = e.id`.execute(db);
    await sql`update evidence e set relationship_id = v.into_id from ${pairs}
      where e.relationship_id = v.from_id and e.withdrawn_at is null`.execute(db);
  }
  await refresh(tx, [...new Set(moves.map(([, into]) => into))], day);
}

async function refresh(tx: Em, ids: readonly string[], day: Day): Promise<void> {
  for (const chunk of chunks([...ids]))
    await sql`select refresh_relationships((${chunk}::bigint[])[first:first + 249], ${day}::date)
      from generate_series(1, ${chunk.length}::int, 250) first`.execute(tx.getKysely());
}

/** A platform's registration stands on the relationship that holds its days; under its own ids nothing shows of that. */
async function moveParticipations(
  tx: Em,
  moves: readonly (readonly [from: string, into: string])[],
): Promise<MergeItem[]> {
  const items: MergeItem[] = [];
  for (const chunk of chunks(moves)) {
    const pairs = rowSet(chunk, { from_id: ["bigint", ([from]) => from], into_id: ["bigint", ([, into]) => into] });
    const { rows } = await sql<{
      id: string;
      from: string;
    }>`update participation p set relationship_id = v.into_id from ${pairs}
      where p.relationship_id = v.from_id returning p.id, v.from_id as "from"`.execute(tx.getKysely());
    items.push(...rows.map((row) => item("PARTICIPATION", row.id, { intoKey: row.from })));
  }
  return items;
}

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
  for (const chunk of chunks(of("EVIDENCE"))) {
    const rows = rowSet(chunk, {
      id: ["bigint", (one) => one.rowKey],
      to_id: ["bigint", (one) => renewed.get(one.intoKey!)],
    });
    await sql`update evidence e set relationship_id = v.to_id from ${rows} where e.id = v.id`.execute(db);
    await sql`update evidence_detail d set relationship_id = v.to_id from ${rows} where d.evidence_id = v.id`.execute(
      db,
    );
  }
  await withdrawMade(tx, made, kept);
  const grown = kept.filter((one) => one.after !== null && !isSame(one.before as Period, one.after as Period));
  for (const chunk of chunks(grown)) {
    const rows = rowSet(chunk, { id: ["bigint", (one) => one.rowKey], ...periodColumns });
    await sql`update relationship r set since = v.since, until = v.until, recorded_confidence = v.confidence,
      confidence = v.confidence from ${rows} where r.id = v.id`.execute(db);
  }
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
} satisfies Record<string, [string, (one: MergeItem) => unknown]>;

async function assertUnchanged(tx: Em, items: readonly MergeItem[]): Promise<void> {
  const expected = items.filter((one) => one.after !== null);
  for (const chunk of chunks(expected)) {
    const { rows } = await sql<
      Period & { id: string }
    >`select id, since, until, recorded_confidence as confidence from relationship
      where id = any(${chunk.map((one) => one.rowKey)}::bigint[]) and withdrawn_at is null order by id for update`.execute(
      tx.getKysely(),
    );
    const now = new Map(rows.map((row) => [row.id, row]));
    for (const { rowKey, after } of chunk)
      if (!now.has(rowKey) || !isSame(now.get(rowKey)!, after as Period))
        throw new UndoBlocked("A relationship that the merge joined or made was changed since.");
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
  for (const chunk of chunks(ids.filter((id) => !later.has(id))))
    await sql`update relationship set withdrawn_at = now() where id = any(${chunk}::bigint[])`.execute(tx.getKysely());
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
    await sql`insert into relationship (id, kind, source_id, target_id, role, since, until, confidence, recorded_confidence)
      select id, kind, source_id, target_id, role, since, until, confidence, confidence from ${rows}`.execute(
      tx.getKysely(),
    );
  }
}
