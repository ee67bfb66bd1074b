import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, reserveIds, rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { lockKeys } from "../../shared/locks.ts";

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
 * A sighting is named by (relationship, kind, source, assertedBy, reference, observedOn); of several rows of one name the last one holds.
 * Replays write nothing.
 */
export async function writeEvidence(tx: Em, rows: readonly EvidenceRow[], day: Day): Promise<WrittenEvidence[]> {
  const keyOf = (row: EvidenceRow) =>
    JSON.stringify([row.relationshipId, row.kind, row.source, row.assertedBy ?? null, row.reference, row.observedOn]);
  const lasting = new Map(rows.map((row) => [keyOf(row), row]));
  await lockKeys(tx, "evidence", [...new Set(rows.map((row) => row.relationshipId))]);
  const outcomes = new Map<string, WrittenEvidence["outcome"]>();
  const withdrawn: string[] = [];
  for (const chunk of chunks([...lasting.values()])) {
    const standing = await readStanding(tx, chunk);
    for (const [index, row] of chunk.entries()) {
      const found = standing.get(index + 1) ?? [];
      // Joined periods may bring the same sighting twice: one that says the same is enough.
      const stands = found.some((one) => one.isSame);
      outcomes.set(keyOf(row), stands ? "UNCHANGED" : found.length > 0 ? "UPDATED" : "CREATED");
      if (!stands) withdrawn.push(...found.map((one) => one.id));
    }
  }
  const written = [...lasting].filter(([key]) => outcomes.get(key) !== "UNCHANGED").map(([, row]) => row);
  for (const chunk of chunks(withdrawn)) {
    await sql`update evidence set withdrawn_at = now() where id = any(${chunk}::bigint[])`.execute(tx.getKysely());
  }
  await insert(tx, written);
  await refresh(tx, [...new Set(written.map((row) => row.relationshipId))], day);
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

async function readStanding(tx: Em, rows: readonly EvidenceRow[]) {
  // The coalesced equalities let the planner hash; one relationship may have thousands of bills.
  const { rows: found } = await sql<{ place: string; id: string; isSame: boolean }>`
    select v.place, e.id, (d.amount is not distinct from v.amount::numeric(24, 2) and d.currency is not distinct from v.currency::char(3)
      and e.share is not distinct from v.share::numeric(9, 6)
      and (not v.claims_period or (e.valid_from, e.valid_to, e.claims_period) is not distinct from (v.valid_from, v.valid_to, v.claims_period))) as "isSame"
    from ${rowSet(rows, columns)}
    join evidence e on e.relationship_id = v.relationship_id and e.withdrawn_at is null and e.kind = v.kind and e.source = v.source
      and coalesce(e.observed_on, '-infinity') = coalesce(v.observed_on, '-infinity')
    left join evidence_detail d on d.evidence_id = e.id
    where coalesce(d.reference, '') = coalesce(v.reference, '') and d.reference is not distinct from v.reference
      and e.asserted_by is not distinct from v.asserted_by`.execute(tx.getKysely());
  const standing = new Map<number, { id: string; isSame: boolean }[]>();
  for (const { place, ...one } of found) {
    const list = standing.get(Number(place)) ?? [];
    standing.set(Number(place), [...list, one]);
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

const refreshSlice = 250;

async function refresh(tx: Em, ids: readonly string[], day: Day): Promise<void> {
  for (const chunk of chunks([...ids].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)))) {
    // Row locks in id order first: an update takes them in whatever order its plan has.
    await sql`select from relationship where id = any(${chunk}::bigint[]) order by id for no key update`.execute(
      tx.getKysely(),
    );
    // In slices, for the planner takes the array for ten ids and joins in nested loops: five thousand at once take seconds.
    await sql`select refresh_relationships((${chunk}::bigint[])[first:first + ${sql.lit(refreshSlice - 1)}], ${day}::date)
      from generate_series(1, ${chunk.length}::int, ${sql.lit(refreshSlice)}) first`.execute(tx.getKysely());
  }
}
