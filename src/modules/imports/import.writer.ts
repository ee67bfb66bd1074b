import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { writeAccounts } from "../clients/account.writer.ts";
import { writeEvidence } from "../graph/evidence.service.ts";
import { writeRelationships } from "../graph/relationship.service.ts";
import { resolveEntities } from "../organizations/identity.service.ts";
import { writeSites } from "../organizations/site.writer.ts";
import { erasedAmong } from "../organizations/tombstone.service.ts";
import { writePlatforms } from "../platforms/platform.writer.ts";
import { recordChanges } from "./change.record.ts";
import { type PlannedEntity, refKey } from "./import.plan.ts";
import type { AccountRow, EntityRef, RelationshipRow } from "./import-row.ts";

export type Outcome = "CREATED" | "UPDATED" | "UNCHANGED";
/** Ids of entities by refKey. */
export type Ids = ReadonlyMap<string, string>;

/** Ids of the entities that the references name, erased persons too; an unknown one has none. */
export async function findEntities(tx: Em, refs: readonly EntityRef[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const chunk of chunks([...new Map(refs.map((ref) => [refKey(ref), ref])).values()])) {
    const asked = rowSet(chunk, { source: ["text", (ref) => ref.source], number: ["text", (ref) => ref.number] });
    const { rows } = await sql<{ place: string; id: string }>`select v.place, i.entity_id as id from ${asked}
      join source_identity i on i.source = v.source and i.number = v.number`.execute(tx.getKysely());
    for (const { place, id } of rows) found.set(refKey(chunk[Number(place) - 1]!), id);
    const missing = chunk.filter((ref) => !found.has(refKey(ref)));
    for (const [index, id] of (await erasedAmong(tx, missing)).entries())
      if (id) found.set(refKey(missing[index]!), id);
  }
  return found;
}

/** Writes entities with what their type has beyond one; in the rows' order. The bank's own import may change what stands. */
export async function writeEntities(tx: Em, entities: readonly PlannedEntity[], importId: string | null = null) {
  const written = await resolveEntities(
    tx,
    entities.map(({ row: { type, name, source, number, category, creditCode, region, industry } }) => ({
      ...{ type, name, source, number, category, creditCode, region, industry },
      authority: "OWN",
    })),
    { importId },
  );
  if (importId !== null)
    await recordChanges(
      tx,
      importId,
      written.flatMap(({ entityId, change }) => (change ? [{ entityId: entityId!, ...change }] : [])),
    );
  const platforms = new Map<string, { entityId: string; scenario: string; roles: string[] }>();
  for (const [index, { entityId }] of written.entries()) {
    const { type, scenario, roles } = entities[index]!.row;
    if (entityId === null || type !== "SCENARIO_PLATFORM") continue;
    platforms.set(entityId, { entityId, scenario: scenario ?? "OTHER", roles: roles ?? [] });
  }
  const sites = await writeSites(
    tx,
    written.flatMap(({ entityId, isErased }, index) => {
      const { source, details } = entities[index]!.row;
      return entityId === null || isErased
        ? []
        : (details.address ?? []).map((address) => ({ entityId, source, address, observedOn: null }));
    }),
  );
  const changed = await writePlatforms(tx, [...platforms.values()]);
  const changedIds = written.flatMap(({ entityId, outcome }) =>
    entityId !== null && (["CREATED", "UPDATED"].includes(outcome) || sites.has(entityId) || changed.has(entityId))
      ? [entityId]
      : [],
  );
  await recordImport(tx, "entity", changedIds);
  return written.map(({ entityId, outcome }) => ({
    entityId,
    outcome: outcome === "UNCHANGED" && changed.has(entityId!) ? ("UPDATED" as const) : outcome,
  }));
}

/** Writes relationships whose ends are known, with their evidence; what came of each, and of each piece of its evidence. */
export async function writeLinks(
  tx: Em,
  rows: readonly RelationshipRow[],
  ids: Ids,
  day: Day,
  importId: string | null = null,
) {
  // Each piece of evidence claims its own days; what they make together is the relationship's period.
  const pieces = rows.flatMap((row) =>
    row.evidence.map((one) => ({ ...one, row, ...(one.claim ?? { since: row.since, until: row.until }) })),
  );
  const relationships = await writeRelationships(
    tx,
    pieces.map(({ row, since, until, source, observedOn }) => ({
      kind: row.kind,
      sourceId: ids.get(refKey(row.from))!,
      targetId: ids.get(refKey(row.to))!,
      role: row.role,
      isEvidenced: true,
      ...{ since, until, source, observedOn },
    })),
  );
  // Sites that a list names are addresses of the one it lists: the source of the relationship.
  const sites = await writeSites(
    tx,
    rows.flatMap((row) =>
      row.evidence.flatMap(({ source, observedOn, details }) =>
        (details.sites ?? []).map((address) => ({ entityId: ids.get(refKey(row.from))!, source, address, observedOn })),
      ),
    ),
  );
  const evidence = await writeEvidence(
    tx,
    pieces.map(({ kind, source, observedOn, reference, since, until }, index) => ({
      relationshipId: relationships[index]!.relationshipId,
      ...{
        kind,
        source,
        observedOn,
        reference,
        amount: null,
        currency: null,
        importId,
        validFrom: since,
        validTo: until,
      },
    })),
    day,
  );
  let next = 0;
  const answer = rows.map((row) => {
    const from = next;
    next += row.evidence.length;
    const outcomes = relationships.slice(from, next).map(({ outcome }) => outcome);
    const outcome = (["CREATED", "UPDATED", "UNCHANGED"] as const).find((one) => outcomes.includes(one))!;
    return { outcome, evidence: evidence.slice(from, next).map((one) => one.outcome) };
  });
  const changed = relationships.filter((one, index) =>
    [one.outcome, evidence[index]!.outcome].some((outcome) => outcome !== "UNCHANGED"),
  );
  await recordImport(
    tx,
    "relationship",
    changed.map((one) => one.relationshipId),
  );
  await recordImport(tx, "entity", [...sites]);
  return answer;
}

/** Opens the accounts that a mapping states; in the rows' order. */
export async function openAccounts(
  tx: Em,
  rows: readonly AccountRow[],
  ids: Ids,
  day: Day,
  importId: string | null = null,
) {
  const accounts = rows.map((row) => ({ ...row, holderId: ids.get(refKey(row.holder))!, importId }));
  const written = await writeAccounts(tx, accounts, day);
  const changed = accounts.filter((_, index) => written[index]!.outcome !== "UNCHANGED");
  await recordImport(
    tx,
    "entity",
    changed.map((account) => account.holderId),
  );
  return written;
}

/** What an import wrote, in the audit log under nobody's name but the import's; one that changed nothing says nothing. */
async function recordImport(tx: Em, kind: "entity" | "relationship", ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const subjects = [...new Set(ids)].map((id) => auditSubject(kind, id));
  await recordAct(tx, { kind: "system", subject: "import" }, { operation: "import", subjects });
}

/** Slices of relationships, none of which parts two periods of one source, target, kind and role: they are written knowing of each other. */
export function linkChunks(rows: readonly RelationshipRow[], size: number): RelationshipRow[][] {
  const groups = new Map<string, RelationshipRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([refKey(row.from), refKey(row.to), row.kind, row.role]);
    const group = groups.get(key) ?? [];
    group.push(row);
    groups.set(key, group);
  }
  const slices: RelationshipRow[][] = [];
  for (const group of groups.values()) {
    const last = slices.at(-1);
    if (last && last.length < size) last.push(...group);
    else slices.push([...group]);
  }
  return slices;
}
