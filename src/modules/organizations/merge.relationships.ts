import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import { writeRelationships } from "../graph/relationship.service.ts";
import { item, type MergeItem, type MergePair } from "./merge.plan.ts";
import {
  columns,
  isSame,
  keyOf,
  moveEvidence,
  periodOf,
  readEvidence,
  readKeys,
  refresh,
  remembered,
  type Sighting,
  type Standing,
} from "./merge.relationship-rows.ts";

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
