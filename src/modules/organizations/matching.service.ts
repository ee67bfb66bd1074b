import { sql } from "kysely";
import type { Em } from "../../database.ts";

// The same key on both sides; like normalizeName, but the database's own, for it is compared with what others wrote.
const nameKey = (name: string) => sql.raw(`lower(regexp_replace(normalize(${name}, NFKC), '\\s', '', 'g'))`);

/**
 * Queues organizations that look like others of the same name and region, for a person of the bank to decide: names alone
 * never join two organizations. Two different codes are two organizations, and no candidates.
 */
export async function queueMatches(tx: Em, entityIds: readonly string[]): Promise<void> {
  if (entityIds.length === 0) return;
  await sql`with made as materialized (
      select e.id, e.region, ${nameKey("e.name")} as name_key, o.credit_code
      from unnest(${[...entityIds]}::bigint[]) v(id) join entity e on e.id = v.id left join organization o on o.entity_id = e.id
      where e.type = 'ORGANIZATION'
    )
    insert into match_candidate (entity_id, candidate_id, reason)
    select made.id, c.id, 'SAME_NAME_AND_REGION'
    from made
    join entity c on c.type = 'ORGANIZATION' and c.region = made.region and ${nameKey("c.name")} = made.name_key
    left join organization o on o.entity_id = c.id
    where (made.credit_code is null or o.credit_code is null)
      -- Of two new ones the earlier is the candidate of the later, once.
      and (c.id < made.id or not exists (select from made other where other.id = c.id)) and c.id <> made.id
      and not exists (select from match_candidate m where m.entity_id = c.id and m.candidate_id = made.id)
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
