import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { TimeAsked } from "../../shared/asked.ts";

/** Stands for the row of a *_history view that stood recorded at an instant: docs/rules.md, "What was known". */
export const isKnownAt = (row: string, knownAt: string): RawBuilder<SqlBool> =>
  sql`(${sql.ref(`${row}.known_from`)} <= ${knownAt}::timestamptz and ${sql.ref(`${row}.known_to`)} > ${knownAt}::timestamptz)`;

/** Former values of organizations that stood recorded at an instant, by entity_id; who is missing there stands as it stood then. */
export const pastEntities = (knownAt: string): RawBuilder<unknown> =>
  sql`(select p.*, coalesce(p.industry like 'J66%', false) as is_bank from entity_past p where ${isKnownAt("p", knownAt)})`;

/** The last arguments of the functions that compute from evidence: the day, and the instant where one is asked. */
export const instantOf = ({ asOf, knownAt }: TimeAsked): RawBuilder<unknown> =>
  knownAt === null ? sql`${asOf}::date` : sql`${asOf}::date, ${knownAt}::timestamptz`;

/** The relation to read as e, so that evidence is what stood at an instant (null: what stands now), and below the relationship below which it stood then. */
export const evidenceOf = (knownAt: string | null): RawBuilder<unknown> =>
  knownAt === null
    ? sql`evidence`
    : sql`(select v.id, h.relationship_id, h.withdrawn_at, v.kind, v.source, v.asserted_by, v.observed_on, v.recorded_at, v.retrieved_on,
        v.valid_from, v.valid_to, v.share from evidence_history h join evidence v on v.id = h.id where ${isKnownAt("h", knownAt)})`;

/**
 * True for an entity, e unless said, that holds an account with the bank at the time asked. Being a client is a list of periods; the entity
 * carries today's copy.
 */
export function isClientAt({ asOf, knownAt, isToday }: TimeAsked, entity: "e" | "n" = "e"): RawBuilder<SqlBool> {
  if (isToday) return sql<SqlBool>`${sql.ref(`${entity}.is_client`)}`;
  const periods = knownAt === null ? sql`client_period` : sql`client_period_history`;
  const known = knownAt === null ? sql`` : sql`and ${isKnownAt("c", knownAt)}`;
  return sql<SqlBool>`exists (select from ${periods} c where c.entity_id = ${sql.ref(`${entity}.id`)} and c.withdrawn_at is null ${known}
    and (c.since is null or c.since <= ${asOf}::date) and (c.until is null or c.until > ${asOf}::date))`;
}
