import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, reserveIds, rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { writeRelationships } from "../graph/relationship.service.ts";
import { item, type MergeItem, type MergePair, UndoBlocked } from "./merge.plan.ts";

/** A relationship as a merge remembers it, with what its period follows from (relationship.settling.ts). */
interface Remembered {
  kind: string;
  sourceId: string;
  targetId: string;
  role: string | null;
  since: Day | null;
  until: Day | null;
  confidence: number;
  isDerived: boolean;
  recorded: Recorded[];
}
interface Recorded {
  since: Day | null;
  until: Day | null;
  lastObservedOn: Day | null;
  needsEvidence: boolean;
}
interface Standing extends Remembered {
  id: string;
  lastObservedOn: Day | null;
}
type Period = Pick<Remembered, "since" | "until" | "confidence" | "isDerived" | "recorded">;
interface Sighting {
  id: string;
  relationshipId: string;
  claimsPeriod: boolean;
  since: Day | null;
  until: Day | null;
  source: string;
  seenOn: Day;
}

const columns = sql`r.id, r.kind, r.source_id as "sourceId", r.target_id as "targetId", r.role, r.since, r.until,
  r.recorded_confidence as confidence, r.last_observed_on as "lastObservedOn", r.is_derived as "isDerived", coalesce((
    select jsonb_agg(jsonb_build_object('since', p.since, 'until', p.until, 'lastObservedOn', p.last_observed_on,
      'needsEvidence', p.needs_evidence) order by p.since nulls first) from recorded_period p where p.relationship_id = r.id), '[]') as recorded`;

/**
 * Writes the relationships of the merged one again under the kept one, by the rules of every writer, and withdraws the old ones: what was
 * known before stays as it was known. Those between the two say nothing any more. Their evidence goes with them, except what was withdrawn.
 */
export async function moveRelationships(tx: Em, { keep, drop, today }: MergePair): Promise<MergeItem[]> {
  const db = tx.getKysely();
  const { rows: old } = await sql<Standing>`select ${columns} from relationship r
    where ${drop}::bigint in (r.source_id, r.target_id) and r.withdrawn_at is null order by r.id for update of r`.execute(
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
  for (const ids of chunks(old.map((one) => one.id))) {
    await sql`update relationship set withdrawn_at = now() where id = any(${ids}::bigint[])`.execute(db);
    await sql`delete from recorded_period where relationship_id = any(${ids}::bigint[])`.execute(db);
  }
  const known = new Set(standing.map(keyOf));
  const below = new Map<string, Sighting[]>();
  for (const one of evidence) below.set(one.relationshipId, [...(below.get(one.relationshipId) ?? []), one]);
  const claims = moving.flatMap((one) =>
    claimsOf(one, below.get(one.id) ?? []).map(({ sighting, ...claim }) => ({
      origin: one.id,
      sighting,
      // What stands of the kept one keeps what was recorded of it.
      row: {
        ...{ kind: one.kind, sourceId: one.sourceId, targetId: one.targetId, role: one.role },
        ...{ ...claim, confidence: known.has(keyOf(one)) ? null : one.confidence },
      },
    })),
  );
  const written = await writeRelationships(
    tx,
    claims.map((one) => one.row),
  );
  const into = new Map<string, string>();
  const homes = new Map<string, string>();
  for (const [index, { origin, sighting }] of claims.entries()) {
    const { relationshipId } = written[index]!;
    if (!into.has(origin)) into.set(origin, relationshipId);
    if (sighting) homes.set(sighting, relationshipId);
  }
  for (const one of evidence)
    if (into.has(one.relationshipId) && !homes.has(one.id)) homes.set(one.id, into.get(one.relationshipId)!);
  await moveEvidence(tx, [...homes]);
  await refresh(tx, [...new Set([...homes.values(), ...into.values()])], today);
  const participations = await moveParticipations(tx, [...into]);
  const after = new Map((await readKeys(tx, moving)).map((one) => [one.id, one]));
  const before = new Map(standing.map((one) => [one.id, one]));
  const now = new Map((await readEvidence(tx, [...after.keys()])).map((one) => [one.id, one.relationshipId]));
  return [
    ...old.map((one) => item("RELATIONSHIP", one.id, { intoKey: into.get(one.id) ?? null, before: remembered(one) })),
    // Periods of the kept one that grew, or were taken in by another of its own.
    ...standing.flatMap((one) => {
      const then = after.get(one.id);
      if (then && isSame(one, then)) return [];
      return item("KEPT_RELATIONSHIP", one.id, { before: remembered(one), after: then ? periodOf(then) : null });
    }),
    ...[...after.values()]
      .filter((one) => !before.has(one.id))
      .map((one) => item("MADE_RELATIONSHIP", one.id, { before: remembered(one), after: periodOf(one) })),
    // Where it stood, so that it can go back there.
    ...evidence
      .filter((one) => now.get(one.id) !== one.relationshipId)
      .map((one) => item("EVIDENCE", one.id, { intoKey: one.relationshipId })),
    ...participations,
  ];
}

/** What a relationship follows from, each part as the claim that it is: what was recorded first. */
function claimsOf(one: Standing, evidence: readonly Sighting[]) {
  const claiming = evidence.filter((row) => row.claimsPeriod);
  const isDerived = one.isDerived && (claiming.length > 0 || one.recorded.length > 0);
  const recorded = isDerived ? one.recorded : [one];
  return [
    ...recorded.map(({ since, until, lastObservedOn }) => ({
      since,
      until,
      observedOn: lastObservedOn,
      sighting: null,
    })),
    ...claiming.map(({ id, since, until, seenOn, source }) => ({
      ...{ since, until, observedOn: seenOn, source, isEvidenced: true, sighting: id },
    })),
  ];
}

const keyOf = (one: Pick<Remembered, "sourceId" | "targetId" | "kind" | "role">): string =>
  JSON.stringify([one.sourceId, one.targetId, one.kind, one.role]);
const periodOf = ({ since, until, confidence, isDerived, recorded }: Period): Period => ({
  ...{ since, until, confidence, isDerived },
  recorded: recorded.map((one) => ({
    ...{ since: one.since, until: one.until, lastObservedOn: one.lastObservedOn, needsEvidence: one.needsEvidence },
  })),
});
const remembered = (one: Standing): Remembered => ({
  ...{ kind: one.kind, sourceId: one.sourceId, targetId: one.targetId, role: one.role },
  ...periodOf(one),
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

async function readEvidence(tx: Em, ids: readonly string[]): Promise<Sighting[]> {
  const found: Sighting[] = [];
  for (const chunk of chunks([...ids])) {
    const { rows } = await sql<Sighting>`
      select id, relationship_id as "relationshipId", claims_period as "claimsPeriod", valid_from as since, valid_to as until, source,
        coalesce(observed_on, (recorded_at at time zone 'Asia/Shanghai')::date) as "seenOn"
      from evidence where relationship_id = any(${chunk}::bigint[]) and withdrawn_at is null order by id`.execute(
      tx.getKysely(),
    );
    found.push(...rows);
  }
  return found;
}

async function moveEvidence(
  tx: Em,
  moves: readonly (readonly [id: string, into: string | undefined])[],
): Promise<void> {
  const db = tx.getKysely();
  for (const chunk of chunks(moves)) {
    const pairs = rowSet(chunk, { id: ["bigint", ([id]) => id], into_id: ["bigint", ([, into]) => into] });
    await sql`update evidence e set relationship_id = v.into_id from ${pairs} where e.id = v.id`.execute(db);
    await sql`update evidence_detail d set relationship_id = v.into_id from ${pairs} where d.evidence_id = v.id`.execute(
      db,
    );
  }
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
