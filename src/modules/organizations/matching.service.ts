import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { rowSet } from "../../shared/bulk.ts";

/** So many of those that look like a new organization are queued. */
const most = 5;

/** An organization that this transaction made, with its match key. */
export interface MadeOrganization {
  id: string;
  key: string;
  region: string | null;
  creditCode: string | null;
}

/**
 * Queues new organizations that look like others of the same region, for a person of the bank to decide: names alone never join two
 * organizations. Two different codes are two organizations, and no candidates. They must be new: about one that stood before something may
 * be queued or decided already.
 */
export async function queueMatches(tx: Em, organizations: readonly MadeOrganization[]): Promise<void> {
  if (organizations.length === 0) return;
  const rows = rowSet(organizations, {
    id: ["bigint", (one) => one.id],
    key: ["text", (one) => one.key],
    region: ["text", (one) => one.region],
    credit_code: ["text", (one) => one.creditCode],
  });
  await sql`with made as materialized (select * from ${rows})
    insert into match_candidate (entity_id, candidate_id, reason)
    select made.id, c.id, 'SAME_NAME_AND_REGION'
    from made cross join lateral (
      select k.entity_id as id from organization_match_key k join organization o on o.entity_id = k.entity_id
      where k.key = made.key and k.region = made.region and k.entity_id <> made.id
        and (made.credit_code is null or o.credit_code is null)
        -- Of two new ones the earlier is the candidate of the later, once.
        and (k.entity_id < made.id or not exists (select from made other where other.id = k.entity_id))
      order by k.entity_id limit ${sql.lit(most)}
    ) c
    on conflict (entity_id, candidate_id) do nothing`.execute(tx.getKysely());
}

/** Queues pairs that turned out to have one credit code while each already stood. */
export async function queueSameCode(
  tx: Em,
  pairs: readonly { entityId: string; candidateId: string }[],
): Promise<void> {
  if (pairs.length === 0) return;
  await sql`insert into match_candidate (entity_id, candidate_id, reason)
    select v.a, v.b, 'SAME_CREDIT_CODE' from unnest(${pairs.map((p) => p.entityId)}::bigint[], ${pairs.map((p) => p.candidateId)}::bigint[]) v(a, b)
    where not exists (select from match_candidate m where m.entity_id = v.b and m.candidate_id = v.a)
    on conflict (entity_id, candidate_id) do nothing`.execute(tx.getKysely());
}

/** Those of some entities of which a likely match is queued, whichever way round. */
export async function queuedAmong(tx: Em, entityIds: readonly string[]): Promise<Set<string>> {
  if (entityIds.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select entity_id as id from match_candidate where entity_id = any(${[...entityIds]}::bigint[])
    union select candidate_id from match_candidate where candidate_id = any(${[...entityIds]}::bigint[])`.execute(
    tx.getKysely(),
  );
  return new Set(rows.map((row) => row.id));
}
