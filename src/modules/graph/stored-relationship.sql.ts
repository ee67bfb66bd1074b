import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { type Column, chunks, rowSet } from "../../shared/bulk.ts";
import { keyOf, type RelationshipRow } from "./relationship.policy.ts";
import type { StoredRelationship } from "./relationship.settling.ts";

export const keyColumns = {
  source_id: ["bigint", (row: RelationshipRow) => row.sourceId],
  target_id: ["bigint", (row: RelationshipRow) => row.targetId],
  kind: ["text", (row: RelationshipRow) => row.kind],
  role: ["text", (row: RelationshipRow) => row.role],
} satisfies Record<string, [string, (row: RelationshipRow) => unknown]>;

/**
 * To be selected from, for rows v with a source_id, target_id, kind and role: what stands of that key, as r. Each a lookup of its own in
 * relationship_period, whose order this is, for a planner without statistics takes any index of an end for as good: a hub's rows lie behind each
 * other in those, and five thousand rows would each read all of them (minutes instead of a tenth of a second). The range that is one value keeps
 * the order from being taken for nothing.
 */
export const standingUnderKey = sql`relationship r where r.source_id = v.source_id and r.target_id between v.target_id and v.target_id
  and r.kind = v.kind and r.role is not distinct from v.role and r.withdrawn_at is null order by r.target_id, r.role, r.since`;

/**
 * The relationships that stand of each key, in order of time, with what their periods follow from; one statement for some thousand keys. Evidence is
 * told apart by its day only where somebody says an end: without one all that counts is the first day and the last. ended: keys of which the
 * caller is about to say one.
 */
export async function readStored(tx: Em, keys: readonly RelationshipRow[], ended: ReadonlySet<string>) {
  const found = new Map<string, StoredRelationship[]>(keys.map((row) => [keyOf(row), []]));
  const isEnded: Column<RelationshipRow> = ["boolean", (row) => ended.has(keyOf(row))];
  for (const chunk of chunks(keys)) {
    const { rows } = await sql<StoredRelationship & { place: string }>`
      select r.id, r.since, r.until, r.last_observed_on as "lastObservedOn", r.recorded_confidence as confidence, r.is_derived as "isDerived",
        v.place, coalesce(e.claims, '[]') as claims, coalesce(e.has_unclaimed, false) as "hasUnclaimed", coalesce(p.recorded, '[]') as recorded
      from ${rowSet(chunk, { ...keyColumns, is_ended: isEnded })}
      cross join lateral (select r.* from ${standingUnderKey}) r
      left join lateral (
        select jsonb_agg(jsonb_build_object('since', p.since, 'until', p.until, 'lastObservedOn', p.last_observed_on,
          'needsEvidence', p.needs_evidence) order by p.since nulls first) as recorded
        from recorded_period p where p.relationship_id = r.id) p on true
      left join lateral (
        select bool_or(not g.claims_period) as has_unclaimed, jsonb_agg(jsonb_build_object('since', g.valid_from, 'until', g.valid_to,
          'firstSeenOn', g.first_seen, 'lastSeenOn', g.last_seen, 'source', g.source, 'interval', g.days, 'isOneDay', g.day is not null))
          filter (where g.claims_period) as claims
        from (
          select f.claims_period, f.valid_from, f.valid_to, f.source, f.days, min(f.seen) as first_seen, max(f.seen) as last_seen,
            case when f.has_end or v.is_ended or r.until is not null or p.recorded is not null then f.seen end as day
          from (
            select e.claims_period, e.valid_from, e.valid_to, s.code as source, s.publication_interval_days as days,
              coalesce(e.observed_on, (e.recorded_at at time zone 'Asia/Shanghai')::date) as seen, bool_or(e.valid_to is not null) over () as has_end
            from evidence e left join evidence_source s on s.code = e.source and s.publication_interval_days is not null
            where e.relationship_id = r.id and e.withdrawn_at is null) f
          group by f.claims_period, f.valid_from, f.valid_to, f.source, f.days,
            case when f.has_end or v.is_ended or r.until is not null or p.recorded is not null then f.seen end) g) e on true
      order by v.place, r.since nulls first`.execute(tx.getKysely());
    for (const { place, ...one } of rows) found.get(keyOf(chunk[Number(place) - 1]!))!.push(one);
  }
  return found;
}
