import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, reserveIds, rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { lockKeys } from "../../shared/locks.ts";
import type { EvidenceRow } from "./evidence.service.ts";
import { keyOf, type RelationshipRow } from "./relationship.policy.ts";

/** A claim with the one piece of evidence behind it, whose days are the claim's own. */
export type SightedRelationship = RelationshipRow &
  Omit<EvidenceRow, "relationshipId" | "kind" | "source" | "validFrom" | "validTo"> & {
    evidenceKind: string;
    source: string;
    observedOn: Day | null;
  };

/**
 * Writes those of the rows that are simply new, without working out any period: nothing stands of their source, target, kind and role, and no
 * other row of the call has the same. What follows from a single piece of evidence is worked out as they are written. Answers which they were;
 * the others are for writeRelationships and writeEvidence, which come to the same (tests/new-relationships.test.ts). Locks the keys of all rows.
 */
export async function writeNewRelationships(
  tx: Em,
  rows: readonly SightedRelationship[],
  day: Day,
): Promise<Set<SightedRelationship>> {
  const byKey = new Map<string, SightedRelationship | null>();
  for (const row of rows) {
    const key = keyOf(row);
    byKey.set(key, byKey.has(key) ? null : row);
  }
  await lockKeys(tx, "relationship", [...byKey.keys()]);
  const written = new Set<SightedRelationship>();
  for (const chunk of chunks([...byKey.values()].filter((row) => row !== null))) {
    const fresh = await withoutStanding(tx, chunk);
    await insert(tx, fresh, day);
    for (const row of fresh) written.add(row);
  }
  return written;
}

async function withoutStanding(tx: Em, rows: readonly SightedRelationship[]): Promise<SightedRelationship[]> {
  // The range that is one value keeps a planner without statistics from the index by target; see stored-relationship.sql.ts.
  const { rows: standing } = await sql<{ place: string }>`select v.place from ${rowSet(rows, columns)}
    where exists (select from relationship r where r.source_id = v.source_id and r.target_id between v.target_id and v.target_id
      and r.kind = v.kind and r.role is not distinct from v.role and r.withdrawn_at is null)`.execute(tx.getKysely());
  const known = new Set(standing.map(({ place }) => Number(place) - 1));
  return rows.filter((_, index) => !known.has(index));
}

const columns = {
  source_id: ["bigint", (row: SightedRelationship) => row.sourceId],
  target_id: ["bigint", (row: SightedRelationship) => row.targetId],
  kind: ["text", (row: SightedRelationship) => row.kind],
  role: ["text", (row: SightedRelationship) => row.role],
} satisfies Record<string, [string, (row: SightedRelationship) => unknown]>;

const sightingColumns = {
  ...columns,
  since: ["date", (row: SightedRelationship) => row.since],
  until: ["date", (row: SightedRelationship) => row.until],
  evidence_kind: ["text", (row: SightedRelationship) => row.evidenceKind],
  source: ["text", (row: SightedRelationship) => row.source],
  observed_on: ["date", (row: SightedRelationship) => row.observedOn],
  reference: ["text", (row: SightedRelationship) => row.reference],
  amount: ["numeric", (row: SightedRelationship) => row.amount],
  currency: ["text", (row: SightedRelationship) => row.currency],
  asserted_by: ["text", (row: SightedRelationship) => row.assertedBy ?? null],
  retrieved_on: ["date", (row: SightedRelationship) => row.retrievedOn ?? null],
  share: ["numeric", (row: SightedRelationship) => row.share ?? null],
  import_id: ["bigint", (row: SightedRelationship) => row.importId ?? null],
} satisfies Record<string, [string, (row: SightedRelationship) => unknown]>;

async function insert(tx: Em, rows: readonly SightedRelationship[], day: Day): Promise<void> {
  if (rows.length === 0) return;
  const db = tx.getKysely();
  const ids = await reserveIds(tx, "relationship", rows.length);
  const evidenceIds = await reserveIds(tx, "evidence", rows.length);
  const numbered = rows.map((row, index) => ({ ...row, id: ids[index]!, evidenceId: evidenceIds[index]! }));
  type Numbered = (typeof numbered)[number];
  const values = rowSet(numbered, {
    ...sightingColumns,
    id: ["bigint", (row: Numbered) => row.id],
    evidence_id: ["bigint", (row: Numbered) => row.evidenceId],
  });
  // relationship_values and relationship_shares for one piece of evidence.
  await sql`with told as materialized (
      select v.*, round(v.amount, 2) as money, coalesce(v.observed_on, (now() at time zone 'Asia/Shanghai')::date) as seen_on,
        v.amount is not null and v.observed_on <= ${day}::date and v.observed_on > (${day}::date - interval '1 year')::date as is_counted
      from ${values}
    )
    insert into relationship (id, kind, source_id, target_id, role, since, until, is_derived, base_amount, annual_amounts, confidence,
      last_observed_on, share)
    select t.id, t.kind, t.source_id, t.target_id, t.role, t.since, t.until, true,
      case when t.is_counted then round(t.money * (
        select rate from exchange_rate x where x.currency = t.currency::char(3)
        order by x.valid_from <= t.observed_on desc, case when x.valid_from <= t.observed_on then x.valid_from end desc, x.valid_from limit 1
      ), 2) else 0 end,
      case when t.is_counted then jsonb_build_array(jsonb_build_object('amount', t.money::text, 'currency', t.currency)) else '[]' end,
      round(round((1 - exp(ln(1 - k.strength * 0.5 ^ least(1000, greatest(0, ${day}::date - t.seen_on)::double precision / k.half_life_days))))::numeric,
        12), 4)::double precision,
      case when t.observed_on <= ${day}::date then t.observed_on end, case when t.seen_on <= ${day}::date then t.share end
    from told t join evidence_kind k on k.kind = t.evidence_kind order by t.place`.execute(db);
  await sql`insert into evidence (id, relationship_id, kind, source, observed_on, asserted_by, retrieved_on, valid_from, valid_to,
      claims_period, share, import_id)
    select evidence_id, id, evidence_kind, source, observed_on, asserted_by, retrieved_on, since, until, true, share, import_id
    from ${values}`.execute(db);
  await sql`insert into evidence_detail (evidence_id, relationship_id, reference, amount, currency)
    select evidence_id, id, reference, amount, currency from ${values}
    where reference is not null or amount is not null`.execute(db);
}
