import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, reserveIds, rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { lockKeys } from "../../shared/locks.ts";
import { settleRelationships } from "./relationship.service.ts";
import { refreshValues } from "./value.service.ts";

/** One sighting of a relationship by one source. */
export interface EvidenceRow {
  relationshipId: string;
  /** BILL, INVOICE, CONTRACT, FACTORING, REGISTRY, PLATFORM, ASSOCIATION_ROSTER, DECLARATION or OTHER. */
  kind: string;
  source: string;
  /** Null: unknown day; it then counts from the day it was recorded. */
  observedOn: Day | null;
  /** The document's number; private, like the amount. */
  reference: string | null;
  /** Exact decimal text, not negative, rounded to two decimals; null together with currency. */
  amount: string | null;
  currency: string | null;
  /** Who says so within the source; null: the source itself. */
  assertedBy?: string | null;
  /** The day on which it was fetched from the source. */
  retrievedOn?: Day | null;
  /**
   * It says that the relationship held on [validFrom, validTo); null: unknown start, and it still holds. Both undefined: it says nothing of when.
   * Whoever gives them calls writeRelationships with the same days and isEvidenced first.
   */
  validFrom?: Day | null;
  validTo?: Day | null;
  /** The part of the target that the source owns, exact decimal text, 0 to 1; OWNS only. */
  share?: string | null;
  /** The import job that brings it. */
  importId?: string | null;
}

/** UPDATED: the same sighting stood and said something else; that one is withdrawn, and this one stands in its place. */
export interface WrittenEvidence {
  outcome: "CREATED" | "UPDATED" | "UNCHANGED";
}

/**
 * Writes sightings and brings what follows from them (amounts, confidence, recency as of day, which is today) up to date.
 * A sighting is named by (relationship, kind, source, assertedBy, reference, observedOn); of several rows of one name and claim the last one
 * holds. A call that says something new under a name replaces what stood under it and is not in the call. Replays write nothing.
 * Throws RangeError for one that was observed after the day.
 */
export async function writeEvidence(tx: Em, rows: readonly EvidenceRow[], day: Day): Promise<WrittenEvidence[]> {
  const future = rows.find(({ observedOn }) => observedOn !== null && observedOn > day);
  if (future) throw new RangeError(`${future.observedOn} has not come yet`);
  const keyOf = (row: EvidenceRow) =>
    JSON.stringify([
      ...[row.relationshipId, row.kind, row.source, row.assertedBy ?? null, row.reference, row.observedOn],
      ...(claimsPeriod(row) ? [row.validFrom ?? null, row.validTo ?? null] : []),
    ]);
  const lasting = new Map(rows.map((row) => [keyOf(row), row]));
  await lockKeys(tx, "evidence", [...new Set(rows.map((row) => row.relationshipId))]);
  const standing = new Map<EvidenceRow, StandingEvidence[]>();
  for (const chunk of chunks([...lasting.values()])) {
    for (const [row, found] of await readStanding(tx, chunk)) standing.set(row, found);
  }
  const kept = new Set([...standing.values()].flat().flatMap((one) => (one.isSame ? one.id : [])));
  const outcomes = new Map<string, WrittenEvidence["outcome"]>();
  const replaced = new Set<string>();
  const reclaimed = new Set<string>();
  for (const [key, row] of lasting) {
    const found = standing.get(row) ?? [];
    // Joined periods may bring the same sighting twice: one that says the same is enough.
    const stands = found.some((one) => one.isSame);
    const gone = stands ? [] : found.filter((one) => !kept.has(one.id));
    outcomes.set(key, stands ? "UNCHANGED" : gone.length > 0 ? "UPDATED" : "CREATED");
    for (const one of gone) {
      replaced.add(one.id);
      if (one.isReclaimed) reclaimed.add(row.relationshipId);
    }
  }
  const written = [...lasting].filter(([key]) => outcomes.get(key) !== "UNCHANGED").map(([, row]) => row);
  for (const chunk of chunks([...replaced])) {
    await sql`update evidence set withdrawn_at = now() where id = any(${chunk}::bigint[])`.execute(tx.getKysely());
  }
  await insert(tx, written);
  const settled = reclaimed.size > 0 ? await settleRelationships(tx, [...reclaimed]) : [];
  await refreshValues(tx, [...new Set([...written.map((row) => row.relationshipId), ...settled])], day);
  return rows.map((row) => {
    const key = keyOf(row);
    return { outcome: lasting.get(key) === row ? outcomes.get(key)! : "UNCHANGED" };
  });
}

const columns = {
  relationship_id: ["bigint", (row: EvidenceRow) => row.relationshipId],
  kind: ["text", (row: EvidenceRow) => row.kind],
  source: ["text", (row: EvidenceRow) => row.source],
  observed_on: ["date", (row: EvidenceRow) => row.observedOn],
  reference: ["text", (row: EvidenceRow) => row.reference],
  amount: ["numeric", (row: EvidenceRow) => row.amount],
  currency: ["text", (row: EvidenceRow) => row.currency],
  asserted_by: ["text", (row: EvidenceRow) => row.assertedBy ?? null],
  retrieved_on: ["date", (row: EvidenceRow) => row.retrievedOn ?? null],
  valid_from: ["date", (row: EvidenceRow) => row.validFrom ?? null],
  valid_to: ["date", (row: EvidenceRow) => row.validTo ?? null],
  claims_period: ["boolean", (row: EvidenceRow) => claimsPeriod(row)],
  share: ["numeric", (row: EvidenceRow) => row.share ?? null],
  import_id: ["bigint", (row: EvidenceRow) => row.importId ?? null],
} satisfies Record<string, [string, (row: EvidenceRow) => unknown]>;

const claimsPeriod = (row: EvidenceRow) => row.validFrom !== undefined || row.validTo !== undefined;

interface StandingEvidence {
  id: string;
  isSame: boolean;
  /** It claims a period, and another one. */
  isReclaimed: boolean;
}

async function readStanding(tx: Em, rows: readonly EvidenceRow[]): Promise<Map<EvidenceRow, StandingEvidence[]>> {
  // What stands of each relationship is looked up once, whatever the planner thinks: of a day that it has not heard of, or before it knows
  // anything, it expects one row and goes through all of them for each that is asked (20,000 bills of one pair took 73 s, and take 2). The
  // coalesced equalities let it hash; one relationship may have thousands of bills. Evidence of before claims were kept says the same as a row
  // whose claim adds nothing to the recorded period.
  const isSameClaim = sql`(case when not v.claims_period then true
    when e.claims_period then (e.valid_from, e.valid_to) is not distinct from (v.valid_from, v.valid_to)
    else not (select r.is_derived from relationship r where r.id = e.relationship_id) end)`;
  const { rows: found } = await sql<StandingEvidence & { place: string }>`
    with asked as materialized (select * from ${rowSet(rows, columns)}),
    stood as materialized (
      select e.*, d.reference, d.amount, d.currency from (select distinct relationship_id from asked) k
        cross join lateral (select id, relationship_id, kind, source, observed_on, asserted_by, claims_period, valid_from, valid_to, share
          from evidence where relationship_id = k.relationship_id and withdrawn_at is null order by relationship_id, id) e
        left join lateral (select reference, amount, currency from evidence_detail where evidence_id = e.id limit 1) d on true)
    select v.place, e.id, (e.amount is not distinct from v.amount::numeric(24, 2) and e.currency is not distinct from v.currency::char(3)
      and e.share is not distinct from v.share::numeric(9, 6) and ${isSameClaim}) as "isSame",
      e.claims_period and (v.claims_period, e.valid_from, e.valid_to) is distinct from (true, v.valid_from, v.valid_to) as "isReclaimed"
    from asked v join stood e on e.relationship_id = v.relationship_id and e.kind = v.kind and e.source = v.source
      and coalesce(e.observed_on, '-infinity') = coalesce(v.observed_on, '-infinity') and coalesce(e.reference, '') = coalesce(v.reference, '')
    where e.reference is not distinct from v.reference and e.asserted_by is not distinct from v.asserted_by`.execute(
    tx.getKysely(),
  );
  const standing = new Map<EvidenceRow, StandingEvidence[]>();
  for (const { place, ...one } of found) {
    const row = rows[Number(place) - 1]!;
    standing.set(row, [...(standing.get(row) ?? []), one]);
  }
  return standing;
}

async function insert(tx: Em, rows: readonly EvidenceRow[]): Promise<void> {
  const db = tx.getKysely();
  for (const chunk of chunks(rows)) {
    const ids = await reserveIds(tx, "evidence", chunk.length);
    const numbered = chunk.map((row, index) => ({ ...row, id: ids[index]! }));
    const id: [string, (row: EvidenceRow & { id: string }) => unknown] = ["bigint", (row) => row.id];
    await sql`insert into evidence (id, relationship_id, kind, source, observed_on, asserted_by, retrieved_on, valid_from, valid_to,
        claims_period, share, import_id)
      select id, relationship_id, kind, source, observed_on, asserted_by, retrieved_on, valid_from, valid_to, claims_period, share, import_id
      from ${rowSet(numbered, { id, ...columns })}`.execute(db);
    const detailed = numbered.filter((row) => row.reference !== null || row.amount !== null);
    if (detailed.length === 0) continue;
    await sql`insert into evidence_detail (evidence_id, relationship_id, reference, amount, currency)
      select id, relationship_id, reference, amount, currency from ${rowSet(detailed, { id, ...columns })}`.execute(db);
  }
}
