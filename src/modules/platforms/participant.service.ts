import { type RawBuilder, sql } from "kysely";
import type { Em } from "../../database.ts";
import { type Column, rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { categoryOf, identitiesOf } from "./registration.plan.ts";
import type { ParticipantSlot, ParticipantValues, ParticipationSlot, SaidOn } from "./registration.slot.ts";

/** What a call names participants by. */
export interface NamedParticipants {
  /** `code:…`, `id:…` and `name:…`. */
  identities: readonly string[];
  participantIds?: readonly string[];
  participationIds?: readonly string[];
}

/**
 * The participants of one platform that a call may mean, with every period in every role, under each of their identities, under
 * `participant:` and their id, and under `participation:` and the id of each period.
 */
export async function readParticipants(
  tx: Em,
  platformId: string,
  { identities, participantIds = [], participationIds = [] }: NamedParticipants,
): Promise<Map<string, ParticipantSlot>> {
  const db = tx.getKysely();
  const named = (prefix: string) =>
    identities.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
  type Found = ParticipantValues & {
    id: string;
    entityId: string;
    identity: string;
    observedOn: Day | null;
    saidOn: SaidOn | null;
  };
  const columns = sql`p.id, p.entity_id as "entityId", p.identity, p.name, p.credit_code as "creditCode", p.region, p.industry,
    p.external_id as "externalId", p.head_office_credit_code as "headOfficeCreditCode", p.observed_on as "observedOn", p.said_on as "saidOn"`;
  // A lookup a name, whatever the planner thinks: asked for all at once it may read every participant that the platform has.
  const by = (
    column: string,
    names: string[],
  ) => sql`select p.id from unnest(${names}::text[]) v(name) cross join lateral (
    select p.id from participant p where p.platform_id = ${platformId}::bigint and ${sql.ref(column)} = v.name offset 0) p`;
  const found = await sql<Found>`with named as materialized (
      ${by("p.credit_code", named("code:"))} union ${by("p.external_id", named("id:"))}
      union ${by(
        "p.identity",
        identities.filter((one) => one.startsWith("name:")),
      )}
      union select unnest(${[...participantIds]}::uuid[])
      union select n.participant_id from unnest(${[...participationIds]}::uuid[]) v(id) cross join lateral (
        select n.participant_id from participation n where n.id = v.id offset 0) n
    )
    select ${columns} from named cross join lateral (
      select * from participant p where p.id = named.id and p.platform_id = ${platformId}::bigint offset 0) p
    order by p.recorded_at desc, p.id`.execute(db);
  const slots = new Map<string, ParticipantSlot>();
  const known = new Map<string, ParticipantSlot>();
  for (const { id, entityId, identity, observedOn, saidOn, ...values } of found.rows) {
    const slot: ParticipantSlot = {
      id,
      entityId,
      identity,
      formerIdentity: identity,
      observedOn,
      saidOn: saidOn ?? allOn(values, observedOn),
      values,
      participations: [],
      isChanged: false,
    };
    slots.set(id, slot);
    known.set(`participant:${id}`, slot);
    // The earliest holder of a number keeps it, so it is set last.
    for (const one of identitiesOf(values)) known.set(one, slot);
  }
  const held = await sql<Omit<ParticipationSlot, "isChanged"> & { participantId: string }>`
    select id, participant_id as "participantId", role, since, until, observed_on as "observedOn", end_observed_on as "endObservedOn",
      end_reason as "endReason", relationship_id as "relationshipId"
    from participation where participant_id = any(${[...slots.keys()]}::uuid[]) order by id`.execute(db);
  for (const { participantId, ...one } of held.rows) {
    slots.get(participantId)!.participations.push({ ...one, isChanged: false });
    known.set(`participation:${one.id}`, slots.get(participantId)!);
  }
  return known;
}

/** Rows of before each value had its day: they were all said by the day the participant was last seen. */
function allOn(values: ParticipantValues, day: Day | null): SaidOn {
  if (day === null) return {};
  const said = (Object.keys(values) as (keyof ParticipantValues)[]).filter((field) => values[field] !== null);
  return Object.fromEntries(said.map((field) => [field, day]));
}

/** A participant as it is stored, but for its platform; its id comes first. */
export const participantColumns = {
  id: ["uuid", (slot) => slot.id],
  entity_id: ["bigint", (slot) => slot.entityId],
  identity: ["text", (slot) => slot.identity],
  name: ["text", (slot) => slot.values.name],
  credit_code: ["text", (slot) => slot.values.creditCode],
  category: ["text", (slot) => categoryOf(slot.values)],
  region: ["text", (slot) => slot.values.region],
  industry: ["text", (slot) => slot.values.industry],
  external_id: ["text", (slot) => slot.values.externalId],
  head_office_credit_code: ["text", (slot) => slot.values.headOfficeCreditCode],
  observed_on: ["date", (slot) => slot.observedOn],
  said_on: ["jsonb", (slot) => JSON.stringify(slot.saidOn)],
} satisfies Record<string, Column<ParticipantSlot>>;

/** Writes participants as they now are. */
export async function writeParticipants(tx: Em, platformId: string, slots: readonly ParticipantSlot[]): Promise<void> {
  if (slots.length === 0) return;
  await upsert(
    tx,
    "participant",
    platformId,
    rowSet(slots, participantColumns),
    Object.keys(participantColumns).slice(1),
  );
}

/** Writes participations as they now are; their participants stand already. */
export async function writeParticipations(
  tx: Em,
  platformId: string,
  participations: readonly (ParticipationSlot & { participantId: string })[],
): Promise<void> {
  if (participations.length === 0) return;
  const rows = rowSet(participations, {
    id: ["uuid", (one) => one.id],
    participant_id: ["uuid", (one) => one.participantId],
    relationship_id: ["bigint", (one) => one.relationshipId],
    role: ["text", (one) => one.role],
    since: ["date", (one) => one.since],
    until: ["date", (one) => one.until],
    observed_on: ["date", (one) => one.observedOn],
    end_observed_on: ["date", (one) => one.endObservedOn],
    end_reason: ["text", (one) => one.endReason],
  });
  await upsert(tx, "participation", platformId, rows, [
    "participant_id",
    "relationship_id",
    "role",
    "since",
    "until",
    "observed_on",
    "end_observed_on",
    "end_reason",
  ]);
}

async function upsert(
  tx: Em,
  table: string,
  platformId: string,
  rows: RawBuilder<unknown>,
  columns: readonly string[],
) {
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const now = sql.join(columns.map((column) => sql.ref(`excluded.${column}`)));
  const before = sql.join(columns.map((column) => sql.ref(`t.${column}`)));
  const set = sql.join(columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`));
  await sql`insert into ${sql.table(table)} as t (id, platform_id, ${names}) select id, ${platformId}::bigint, ${names} from ${rows}
    on conflict (id) do update set ${set} where (${before}) is distinct from (${now})`.execute(tx.getKysely());
}

/** A store or branch and its head office, as a platform says. */
export interface HeadOfficeLink {
  branchId: string;
  headOfficeId: string;
  platformId: string;
  observedOn: Day | null;
}

/**
 * Links that can be made now: of these participants, and of all that wait for a head office with one of these codes. A head
 * office that nobody knows yet stays a code with its participant until an organization with that code is registered.
 */
export async function findHeadOffices(
  tx: Em,
  participantIds: readonly string[],
  creditCodes: readonly string[],
): Promise<HeadOfficeLink[]> {
  const { rows } = await sql<HeadOfficeLink>`with branch as materialized (
      select unnest(${[...participantIds]}::uuid[]) as id
      union select p.id from unnest(${[...creditCodes]}::text[]) v(code) cross join lateral (
        select p.id from participant p where p.head_office_credit_code = v.code offset 0) p
    )
    select p.entity_id as "branchId", o.entity_id as "headOfficeId", p.platform_id as "platformId", p.observed_on as "observedOn"
    from branch cross join lateral (select * from participant p where p.id = branch.id offset 0) p
    cross join lateral (select o.entity_id from organization o where o.credit_code = p.head_office_credit_code offset 0) o
    where o.entity_id <> p.entity_id
    order by p.id`.execute(tx.getKysely());
  return rows;
}
