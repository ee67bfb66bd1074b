import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { writeEvidence } from "../graph/evidence.service.ts";
import { settleRelationships, writeRelationships } from "../graph/relationship.service.ts";
import { refreshValues } from "../graph/value.service.ts";
import { writeNumbers } from "../organizations/entity.writer.ts";
import { numberKey } from "../organizations/identity.policy.ts";
import { type IdentityRow, resolveEntities } from "../organizations/identity.service.ts";
import { queuedAmong, queueSameCode } from "../organizations/matching.service.ts";
import { freshAmong, writeFresh } from "./fresh-participant.writer.ts";
import { findHeadOffices, writeParticipants, writeParticipations } from "./participant.service.ts";
import { categoryOf, identitiesOf } from "./registration.plan.ts";
import type { ParticipantSlot, ParticipationSlot, PlannedChange, WithPeriod } from "./registration.slot.ts";
import { sightingsAfterEnd } from "./sightings-after-end.ts";

/** How a platform is named as a source of identities and evidence. */
export const platformSource = (platformId: string): string => `platform:${platformId}`;

/** The locks of identities within a platform: a code is the bank's, a number or a name the platform's own. */
export const lockedBy = (
  platformId: string,
  identities: readonly string[],
  others: readonly string[] = [],
): string[] => [
  ...new Set([
    ...identities.map((one) => (one.startsWith("code:") ? one : numberKey(platformSource(platformId), one))),
    ...others,
  ]),
];

/** What a call wrote: the entities of which something was written, and the participants that the bank knew from elsewhere, or may. */
export interface Written {
  entityIds: string[];
  matched: ParticipantSlot[];
}

/**
 * Writes what planned rows say into the platform's own tables and the bank's graph, with a fixed number of statements. named: the identities
 * that the call locked at its start; more would be locked out of order.
 */
export async function writeChanges(
  tx: Em,
  platformId: string,
  planned: readonly PlannedChange[],
  named: ReadonlySet<string>,
  today: Day,
): Promise<Written> {
  const changed = [...new Set(planned.map((row) => row.slot))].filter((slot) => slot.isChanged);
  const { rehomed, matched, made } = await giveEntities(tx, platformId, changed, named);
  const fresh = freshAmong(planned, made);
  await writeFresh(tx, { platformId, source: platformSource(platformId) }, [...fresh.values()], today);
  const rest = planned.filter((row) => !fresh.has(row.slot));
  await writeParticipants(
    tx,
    platformId,
    changed.filter((slot) => !fresh.has(slot)),
  );
  const codes = changed.map((slot) => slot.values.creditCode).filter((code) => code !== null);
  const links = await findHeadOffices(
    tx,
    changed.filter((slot) => slot.values.headOfficeCreditCode !== null).map((slot) => slot.id),
    codes,
  );

  // Roles of which something new was said, and every role of a participant whose entity changed; a repeated row claims
  // nothing, for meanwhile the bank may know better. One call for both kinds: its locks are taken once.
  const news = rest.filter(hasPeriod).filter((row) => row.participation.isChanged);
  const held = new Map(news.map((row) => [row.participation, row.slot]));
  const ended = [...held].flatMap(([participation, slot]) =>
    participation.until !== null && participation.relationshipId !== null ? [{ participation, slot }] : [],
  );
  const shortened = await sightingsAfterEnd(tx, platformSource(platformId), ended);
  for (const slot of rehomed) for (const one of slot.participations) held.set(one, slot);
  const claim = (one: ParticipationSlot, slot: ParticipantSlot, observedOn: Day | null, since = one.since) => ({
    kind: "PARTICIPATES_IN",
    sourceId: slot.entityId!,
    targetId: platformId,
    role: one.role,
    since,
    until: shortened.shared.has(one) ? null : one.until,
    observedOn,
    isEvidenced: true,
    source: platformSource(platformId),
  });
  const claims = [
    ...[...held].map(([one, slot]) => claim(one, slot, one.endObservedOn ?? one.observedOn)),
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
      .filter((row) => row.day !== (row.participation.endObservedOn ?? row.participation.observedOn))
      .map((row) => claim(row.participation, row.slot, row.day)),
    ...shortened.sightings.map((one) => claim(one.participation, one.slot, one.observedOn, one.validFrom)),
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
  const seen = rest.filter(hasPeriod).filter((row) => row.isDated || row.outcome !== "UNCHANGED");
  const own = { ...sighting, source: platformSource(platformId) };
  const sightings = await writeEvidence(
    tx,
    [
      ...seen.map((row) => ({
        ...own,
        relationshipId: row.participation.relationshipId!,
        observedOn: row.day,
        ...(row.participation.isChanged && {
          validFrom: row.participation.since,
          validTo: shortened.shared.has(row.participation) ? null : row.participation.until,
        }),
      })),
      ...shortened.sightings.map((one) => ({
        ...own,
        relationshipId: one.participation.relationshipId!,
        observedOn: one.observedOn,
        validFrom: one.validFrom,
        validTo: one.participation.until,
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
  const entityIds = new Set([
    ...changed.map((slot) => slot.entityId!),
    ...[...held.values()].map((slot) => slot.entityId!),
    ...seen.filter((_, index) => sightings[index]!.outcome !== "UNCHANGED").map((row) => row.slot.entityId!),
    ...links.map((link) => link.branchId),
  ]);
  return { entityIds: [...entityIds], matched };
}

const hasPeriod = (row: PlannedChange): row is WithPeriod => row.participation !== null;

/**
 * Gives each participant the bank's entity: the one of its code, else of the platform's number. Rows fill blanks of an entity
 * that stands and change nothing else. Answers the participants that stood under another entity before (one that came without
 * a code, whose code the bank turns out to know), all whose entity the bank knew from elsewhere or has queued as a likely match, and those
 * whose entity was made.
 */
async function giveEntities(
  tx: Em,
  platformId: string,
  slots: readonly ParticipantSlot[],
  named: ReadonlySet<string>,
): Promise<{ rehomed: ParticipantSlot[]; matched: ParticipantSlot[]; made: ParticipantSlot[] }> {
  const source = platformSource(platformId);
  const rows = slots.map((slot): IdentityRow => {
    const { name, region, industry, creditCode } = slot.values;
    const identities = identitiesOf(slot.values).filter((one) => named.has(one));
    // One that stood without a code is found by what it stood under, whatever number or code it has now.
    const former = slot.formerIdentity?.startsWith("code:") ? null : slot.formerIdentity;
    return {
      type: "ORGANIZATION",
      name,
      region,
      industry,
      creditCode: identities.some((one) => one.startsWith("code:")) ? creditCode : null,
      source,
      number: former ?? identities.find((one) => !one.startsWith("code:")) ?? null,
      category: categoryOf(slot.values),
      authority: "FILLS_BLANKS",
    };
  });
  const held = new Set(lockedBy(platformId, [...named]));
  const resolved = await resolveEntities(tx, rows, { codeWins: true, held });
  const before = slots.map((slot) => slot.entityId);
  for (const [index, slot] of slots.entries()) slot.entityId = resolved[index]!.entityId;
  const rehomed = slots.filter((slot, index) => before[index] !== null && before[index] !== slot.entityId);
  await writeNumbers(
    tx,
    slots.flatMap(({ formerIdentity, identity, entityId }) =>
      formerIdentity?.startsWith("name:") && identity.startsWith("id:")
        ? [{ source, number: identity, slot: { id: entityId! } }]
        : [],
    ),
    null,
  );
  await queueSameCode(
    tx,
    rehomed.map((slot) => ({ entityId: before[slots.indexOf(slot)]!, candidateId: slot.entityId! })),
  );
  const made = slots.filter((_, index) => resolved[index]!.outcome === "CREATED");
  const queued = await queuedAmong(
    tx,
    made.map((slot) => slot.entityId!),
  );
  const matched = slots.filter(({ entityId }, index) =>
    resolved[index]!.outcome === "CREATED" ? queued.has(entityId!) : before[index] !== entityId,
  );
  return { rehomed, matched, made };
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
