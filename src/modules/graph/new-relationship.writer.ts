import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Em } from "../../database.ts";
import { rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { lockKeys } from "../../shared/locks.ts";
import { ReferenceGone, standingEntity, stillAt, withoutRowChecks } from "../../shared/row-checks.ts";
import type { EvidenceRow } from "./evidence.service.ts";
import { keyOf, type RelationshipRow } from "./relationship.policy.ts";
import { standingUnderKey } from "./stored-relationship.sql.ts";

/** A claim with the one piece of evidence behind it, whose days are the claim's own. */
export type SightedRelationship = RelationshipRow &
  Omit<EvidenceRow, "relationshipId" | "kind" | "source" | "importId" | "validFrom" | "validTo"> & {
    evidenceKind: string;
    observedOn: Day | null;
  };

/** The confidence that a single sighting d of a kind of evidence k gives, as relationship_values has it. */
export const confidenceOfOne = (day: Day): RawBuilder<number> =>
  sql`round(round((1 - exp(ln(1 - k.strength * 0.5 ^ least(1000, greatest(0, ${day}::date - d.seen_on)::double precision / k.half_life_days))))::numeric,
    12), 4)::double precision`;

/** Who says so, and by which import job. */
export interface Teller {
  source: string;
  importId: string | null;
  /** The departures (row-checks.ts) before the rows' ends were looked up; null or undefined: the ends are looked at again. */
  departures?: string | null;
}

/**
 * Writes those of the rows that are simply new, without working out any period: nothing stands of their source, target, kind and role, and no
 * other row of the call has the same. What follows from a single piece of evidence is worked out as they are written. Answers which they were;
 * the others are for writeRelationships and writeEvidence, which come to the same (tests/new-relationships.test.ts). Locks the keys of all rows.
 */
export async function writeNewRelationships(
  tx: Em,
  rows: readonly SightedRelationship[],
  teller: Teller,
  day: Day,
): Promise<Set<SightedRelationship>> {
  const byKey = new Map<string, SightedRelationship | null>();
  for (const row of rows) {
    const key = keyOf(row);
    byKey.set(key, byKey.has(key) ? null : row);
  }
  await lockKeys(tx, "relationship", [...byKey.keys()]);
  const single = [...byKey.values()].filter((row) => row !== null);
  if (single.length === 0) return new Set();
  const standing = await withoutRowChecks(tx, () => insertUnknown(tx, single, teller, day));
  return new Set(single.filter((_, index) => !standing.has(index)));
}

const columns = {
  source_id: ["bigint", (row: SightedRelationship) => row.sourceId],
  target_id: ["bigint", (row: SightedRelationship) => row.targetId],
  kind: ["text", (row: SightedRelationship) => row.kind],
  role: ["text", (row: SightedRelationship) => row.role],
  since: ["date", (row: SightedRelationship) => row.since],
  until: ["date", (row: SightedRelationship) => row.until],
  evidence_kind: ["text", (row: SightedRelationship) => row.evidenceKind],
  observed_on: ["date", (row: SightedRelationship) => row.observedOn],
  reference: ["text", (row: SightedRelationship) => row.reference],
  amount: ["numeric", (row: SightedRelationship) => row.amount],
  currency: ["text", (row: SightedRelationship) => row.currency],
  asserted_by: ["text", (row: SightedRelationship) => row.assertedBy ?? null],
  retrieved_on: ["date", (row: SightedRelationship) => row.retrievedOn ?? null],
  share: ["numeric", (row: SightedRelationship) => row.share ?? null],
} satisfies Record<string, [string, (row: SightedRelationship) => unknown]>;

/**
 * Inserts in one statement, whatever their number, the rows of which nothing stands; answers the places of the others. The values are those of
 * relationship_values and relationship_shares for one piece of evidence, worked out once for each day, kind and currency.
 */
async function insertUnknown(
  tx: Em,
  rows: readonly SightedRelationship[],
  { source, importId, departures = null }: Teller,
  day: Day,
): Promise<Set<number>> {
  // Both ends stand to the end of the transaction, as if each reference were checked. Whatever is told is made, for without row checks nothing
  // else keeps evidence from hanging in the air: no join drops a row. Lookups a row, by index whatever a planner without statistics thinks:
  // limit 1 keeps it from reading all of a table.
  const isTrusted = sql<SqlBool>`(select is_so from trusted)`;
  const { rows: unwritten } = await sql<{
    place: string;
    isWhole: boolean;
  }>`with trusted as materialized (select ${stillAt(departures)} as is_so), asked as materialized (
      select v.*, s.stands, (select is_so from trusted) or (f.stands and t.stands) as is_whole, case when s.stands is null then nextval('relationship_id_seq') end as id,
        case when s.stands is null then nextval('evidence_id_seq') end as evidence_id, round(v.amount, 2) as money,
        coalesce(v.observed_on, (now() at time zone 'Asia/Shanghai')::date) as seen_on,
        v.amount is not null and v.observed_on <= ${day}::date and v.observed_on > (${day}::date - interval '1 year')::date as is_counted
      from (select * from ${rowSet(rows, columns)} offset 0) v left join lateral (
        select true as stands from ${standingUnderKey} limit 1) s on true
        ${standingEntity("v.source_id", "f", isTrusted)} ${standingEntity("v.target_id", "t", isTrusted)}
    ), told as not materialized (
      select * from asked where stands is null
    ), strength as materialized (
      select d.evidence_kind, d.seen_on,
        ${confidenceOfOne(day)} as confidence
      from (select distinct evidence_kind, seen_on from told) d join evidence_kind k on k.kind = d.evidence_kind
    ), rate as materialized (
      select d.currency, d.observed_on, (select rate from exchange_rate x where x.currency = d.currency::char(3)
        order by x.valid_from <= d.observed_on desc, case when x.valid_from <= d.observed_on then x.valid_from end desc, x.valid_from limit 1) as rate
      from (select distinct currency, observed_on from told where is_counted) d
    ), made as (
      insert into relationship (id, kind, source_id, target_id, role, since, until, is_derived, base_amount, annual_amounts, confidence,
        last_observed_on, share)
      select t.id, t.kind, t.source_id, t.target_id, t.role, t.since, t.until, true,
        case when t.is_counted then round(t.money * r.rate, 2) else 0 end,
        case when t.is_counted then ('[{"amount": "' || t.money || '", "currency": "' || t.currency || '"}]')::jsonb else '[]' end,
        s.confidence, case when t.observed_on <= ${day}::date then t.observed_on end, case when t.seen_on <= ${day}::date then t.share end
      from told t left join strength s on s.evidence_kind = t.evidence_kind and s.seen_on = t.seen_on
        left join rate r on t.is_counted and r.currency = t.currency and r.observed_on = t.observed_on
    ), proven as (
      insert into evidence (id, relationship_id, kind, source, observed_on, asserted_by, retrieved_on, valid_from, valid_to, claims_period,
        share, import_id)
      select evidence_id, id, evidence_kind, ${source}, observed_on, asserted_by, retrieved_on, since, until, true, share, ${importId}::bigint from told
    ), detailed as (
      insert into evidence_detail (evidence_id, relationship_id, reference, amount, currency)
      select evidence_id, id, reference, amount, currency from told where reference is not null or amount is not null
    )
    select place, is_whole as "isWhole" from asked where stands or is_whole is not true`.execute(tx.getKysely());
  if (unwritten.some(({ isWhole }) => !isWhole)) throw new ReferenceGone();
  return new Set(unwritten.map(({ place }) => Number(place) - 1));
}
