import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, reserveIds } from "../../shared/bulk.ts";
import { type Day, today } from "../../shared/day.ts";
import { lockKeys } from "../../shared/locks.ts";
import { keyOf, placeRows, type RelationshipRow } from "./relationship.policy.ts";
import {
  recordedSlots,
  type SettledPeriod,
  type Settlement,
  type StoredRelationship,
  settle,
} from "./relationship.settling.ts";
import { isChanged, writeSettlements } from "./relationship.writer.ts";
import { readStored } from "./stored-relationship.sql.ts";
import { refreshValues } from "./value.service.ts";

export type { RelationshipRow };

/** Where the claim ended up. UNCHANGED also when several rows of one call change it back and forth. */
export interface WrittenRelationship {
  relationshipId: string;
  outcome: "CREATED" | "UPDATED" | "UNCHANGED";
}

/**
 * Writes the rows so that of one source, target, kind and role at most one relationship holds on any day, and answers in
 * their order. Rows whose evidence follows join the claims of the evidence that stands, whatever order they come in; the others are recorded periods
 * and take their places in order of time. Periods that a row bridges join: the earliest stays, the others are withdrawn and
 * their evidence moves to it. Replays write nothing. Throws RangeError for a row whose until is not after its since.
 */
export async function writeRelationships(tx: Em, rows: readonly RelationshipRow[]): Promise<WrittenRelationship[]> {
  for (const { since, until } of rows) {
    if (since !== null && until !== null && since >= until) throw new RangeError(`no day in [${since}, ${until})`);
  }
  const keys = new Map(rows.map((row) => [keyOf(row), row]));
  await lockKeys(tx, "relationship", [...keys.keys()]);
  const stored = await readStored(tx, [...keys.values()], new Set(rows.filter((row) => row.until).map(keyOf)));
  const recorded = new Map(
    [...keys].map(([key, row]) => [key, stored.get(key)!.flatMap((one) => recordedSlots(one, row))]),
  );
  const slotOf = placeRows(
    recorded,
    rows.filter((row) => !row.isEvidenced),
  );
  const evidenced = new Map<string, RelationshipRow[]>([...keys.keys()].map((key) => [key, []]));
  for (const row of rows) if (row.isEvidenced) evidenced.get(keyOf(row))!.push(row);

  const day = today();
  const intervals = await intervalsOf(tx, stored, evidenced);
  const settled = new Map(
    [...keys].map(([key, row]) => [
      key,
      settle(row, stored.get(key)!, recorded.get(key)!, evidenced.get(key)!, day, intervals),
    ]),
  );
  const periodOf = (row: RelationshipRow) =>
    settled.get(keyOf(row))!.periodOf.get(row.isEvidenced ? row : slotOf(row))!;
  await write(tx, [...settled.values()], day);

  const announced = new Set<SettledPeriod>();
  return rows.map((row) => {
    const period = periodOf(row);
    const isNew = !period.stored && !announced.has(period);
    announced.add(period);
    const outcome = isNew ? "CREATED" : period.stored && isChanged(period) ? "UPDATED" : "UNCHANGED";
    return { relationshipId: period.id, outcome };
  });
}

/** The publication intervals of the rows' sources, in days; asked only where somebody says an end, for without one there is nothing to bridge. */
async function intervalsOf(
  tx: Em,
  stored: ReadonlyMap<string, readonly StoredRelationship[]>,
  evidenced: ReadonlyMap<string, readonly RelationshipRow[]>,
): Promise<Map<string, number>> {
  const sources = new Set<string>();
  for (const [key, rows] of evidenced) {
    const said = [...rows, ...stored.get(key)!.flatMap((one) => [one, ...one.claims])];
    if (said.some((one) => one.until !== null)) for (const { source } of rows) if (source) sources.add(source);
  }
  if (sources.size === 0) return new Map();
  const { rows } = await sql<{ code: string; days: string }>`
    select code, publication_interval_days as days from evidence_source
    where code = any(${[...sources]}::text[]) and publication_interval_days is not null`.execute(tx.getKysely());
  return new Map(rows.map(({ code, days }) => [code, Number(days)]));
}

/** Relationships that lost evidence: all of some, or all that claims no period. */
export interface Loss {
  evidence: ReadonlySet<string>;
  unclaimed: ReadonlySet<string>;
}

const noLoss: Loss = { evidence: new Set(), unclaimed: new Set() };

/**
 * Brings relationships, and others of their source, target, kind and role, in line with the evidence that stands below them. Their values of the
 * day are the caller's to bring up to date; answers those whose evidence changed hands.
 */
export async function settleRelationships(tx: Em, ids: readonly string[], loss: Loss = noLoss): Promise<string[]> {
  const keys = await keysOf(tx, ids);
  const named = new Map(keys.map((row) => [keyOf(row), row]));
  // As if each said an end: withdrawing one may part what was one before.
  const stored = await readStored(tx, keys, new Set(named.keys()));
  const settled = [...named].map(([key, row]) => {
    const slots = stored.get(key)!.flatMap((one) => recordedSlots(one, row, hasFallen(one, loss)));
    return settle(row, stored.get(key)!, slots, [], today());
  });
  return await write(tx, settled, null);
}

const hasFallen = (one: StoredRelationship, loss: Loss) => (one.isDerived ? loss.evidence : loss.unclaimed).has(one.id);

async function write(tx: Em, settled: readonly Settlement[], day: Day | null): Promise<string[]> {
  const created = settled.flatMap((one) => one.periods.filter((period) => !period.stored));
  const ids = await reserveIds(tx, "relationship", created.length);
  for (const [index, period] of created.entries()) period.id = ids[index]!;
  const moved = await writeSettlements(tx, settled);
  if (day !== null) await refreshValues(tx, moved, day);
  return moved;
}

/** The keys of relationships: source, target, kind and role; their days are left out. */
export async function keysOf(tx: Em, ids: readonly string[]): Promise<RelationshipRow[]> {
  const keys: RelationshipRow[] = [];
  for (const chunk of chunks(ids)) {
    const { rows } =
      await sql<RelationshipRow>`select distinct source_id as "sourceId", target_id as "targetId", kind, role, null as since, null as until
      from relationship where id = any(${chunk}::bigint[])`.execute(tx.getKysely());
    keys.push(...rows);
  }
  return keys;
}
