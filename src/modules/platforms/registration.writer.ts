import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { writeEvidence } from "../graph/evidence.service.ts";
import { settleRelationships, writeRelationships } from "../graph/relationship.service.ts";
import { refreshValues } from "../graph/value.service.ts";
import { type IdentityRow, resolveEntities } from "../organizations/identity.service.ts";
import { queueMatches, queueSameCode } from "../organizations/matching.service.ts";
import { findHeadOffices, writeParticipants, writeParticipations } from "./participant.service.ts";
import { categoryOf, identitiesOf } from "./registration.plan.ts";
import type { ParticipantSlot, ParticipationSlot, PlannedRow } from "./registration.slot.ts";

/** How a platform is named as a source of identities and evidence. */
export const platformSource = (platformId: string): string => `platform:${platformId}`;

/**
 * Writes what planned rows say into the platform's own tables and the bank's graph, with a fixed number of statements. Answers the
 * entities of which something was written.
 */
export async function writeRegistration(
  tx: Em,
  platformId: string,
  planned: readonly PlannedRow[],
  today: Day,
): Promise<string[]> {
  const changed = [...new Set(planned.map((row) => row.slot))].filter((slot) => slot.isChanged);
  // Only what the call itself names was locked at its start; more identities would be locked out of order.
  const named = new Set(planned.flatMap((row) => identitiesOf(row.values)));
  const rehomed = await giveEntities(tx, platformId, changed, named);
  await writeParticipants(tx, platformId, changed);
  const codes = changed.map((slot) => slot.values.creditCode).filter((code) => code !== null);
  const links = await findHeadOffices(
    tx,
    changed.map((slot) => slot.id),
    codes,
  );

  // Roles of which something new was said, and every role of a participant whose entity changed; a repeated row claims
  // nothing, for meanwhile the bank may know better. One call for both kinds: its locks are taken once.
  const news = planned.filter((row) => row.participation.isChanged);
  const held = new Map(news.map((row) => [row.participation, row.slot]));
  for (const slot of rehomed) for (const one of slot.participations) held.set(one, slot);
  const claim = (one: ParticipationSlot, slot: ParticipantSlot, observedOn: Day | null) => ({
    kind: "PARTICIPATES_IN",
    sourceId: slot.entityId!,
    targetId: platformId,
    role: one.role,
    since: one.since,
    until: null,
    observedOn,
    isEvidenced: true,
    source: platformSource(platformId),
  });
  const claims = [
    ...[...held].map(([one, slot]) => claim(one, slot, one.observedOn)),
    ...links.map((link) => ({
      kind: "BRANCH_OF",
      sourceId: link.branchId,
      targetId: link.headOfficeId,
      role: null,
      since: null,
      until: null,
      observedOn: link.observedOn,
      isEvidenced: true,
      source: platformSource(link.platformId),
    })),
    ...news
      .filter((row) => row.day !== row.participation.observedOn)
      .map((row) => claim(row.participation, row.slot, row.day)),
  ];
  const ids = (await writeRelationships(tx, claims)).map((one) => one.relationshipId);
  const moves: { from: string; into: string }[] = [];
  for (const [index, [one]] of [...held].entries()) {
    const into = ids[index]!;
    if (one.relationshipId === into) continue;
    if (one.relationshipId !== null) moves.push({ from: one.relationshipId, into });
    one.relationshipId = into;
    one.isChanged = true;
  }
  await moveOwnEvidence(tx, platformSource(platformId), moves, today);

  const sighting = { kind: "PLATFORM", reference: null, amount: null, currency: null };
  const seen = planned.filter((row) => row.values.observedOn !== null || row.outcome !== "UNCHANGED");
  const sightings = await writeEvidence(
    tx,
    [
      ...seen.map((row) => ({
        ...sighting,
        relationshipId: row.participation.relationshipId!,
        source: platformSource(platformId),
        observedOn: row.day,
        ...(row.participation.isChanged && { validFrom: row.participation.since, validTo: null }),
      })),
      ...links.map((link, index) => ({
        ...sighting,
        relationshipId: ids[held.size + index]!,
        source: platformSource(link.platformId),
        observedOn: link.observedOn,
        validFrom: null,
        validTo: null,
      })),
    ],
    today,
  );
  await writeParticipations(
    tx,
    platformId,
    [...held].filter(([one]) => one.isChanged).map(([one, slot]) => ({ ...one, participantId: slot.id })),
  );
  return [
    ...new Set([
      ...changed.map((slot) => slot.entityId!),
      ...[...held.values()].map((slot) => slot.entityId!),
      ...seen.filter((_, index) => sightings[index]!.outcome !== "UNCHANGED").map((row) => row.slot.entityId!),
      ...links.map((link) => link.branchId),
    ]),
  ];
}

/**
 * Gives each participant the bank's entity: the one of its code, else of the platform's number. Rows fill blanks of an entity
 * that stands and change nothing else. Answers the participants that stood under another entity before: one that came without
 * a code, whose code the bank turns out to know.
 */
async function giveEntities(
  tx: Em,
  platformId: string,
  slots: readonly ParticipantSlot[],
  named: ReadonlySet<string>,
): Promise<ParticipantSlot[]> {
  const source = platformSource(platformId);
  const rows = slots.map(({ values }): IdentityRow => {
    const { name, region, industry } = values;
    const identities = identitiesOf(values).filter((one) => named.has(one));
    const number = identities.find((one) => !one.startsWith("code:")) ?? null;
    const creditCode = identities.some((one) => one.startsWith("code:")) ? values.creditCode : null;
    return {
      type: "ORGANIZATION",
      name,
      region,
      industry,
      creditCode,
      source,
      number,
      category: categoryOf(values),
      authority: "FILLS_BLANKS",
    };
  });
  const resolved = await resolveEntities(tx, rows, { codeWins: true });
  const rehomed = slots.filter((slot, index) => slot.entityId !== null && slot.entityId !== resolved[index]!.entityId);
  const pairs = rehomed.map((slot) => ({
    entityId: slot.entityId!,
    candidateId: resolved[slots.indexOf(slot)]!.entityId!,
  }));
  for (const [index, slot] of slots.entries()) slot.entityId = resolved[index]!.entityId;
  await queueSameCode(tx, pairs);
  await queueMatches(
    tx,
    resolved.filter((one) => one.outcome === "CREATED").map((one) => one.entityId!),
  );
  return rehomed;
}

/** The platform's sightings follow its participant; a relationship that nobody else saw is withdrawn. */
async function moveOwnEvidence(
  tx: Em,
  source: string,
  moves: readonly { from: string; into: string }[],
  today: Day,
): Promise<void> {
  if (moves.length === 0) return;
  const db = tx.getKysely();
  const rows = rowSet(moves, { from_id: ["bigint", (one) => one.from], into_id: ["bigint", (one) => one.into] });
  await sql`update evidence e set relationship_id = v.into_id from ${rows} where e.relationship_id = v.from_id and e.source = ${source}`.execute(
    db,
  );
  await sql`update relationship r set withdrawn_at = now() from ${rows} where r.id = v.from_id and r.withdrawn_at is null
    and not exists (select from evidence e where e.relationship_id = r.id and e.withdrawn_at is null)`.execute(db);
  const ids = moves.flatMap((one) => [one.from, one.into]);
  const settled = await settleRelationships(tx, ids);
  await refreshValues(tx, [...new Set([...ids, ...settled])], today);
}
