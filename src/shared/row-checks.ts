import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Em } from "../database.ts";
import { referenceLock } from "./locks.ts";

/**
 * Runs an insert without PostgreSQL's check of each row's references, which costs it more than the row. Only for statements that prove their
 * references themselves: each is to a row of the same statement, or to one that the statement has found (standingEntity) and that stays. Triggers
 * rest too, but for those that are always enabled (migration 037), so nothing else may be sent in the transaction meanwhile. Where the database
 * does not grant it, rows are checked as ever, and the same comes of it.
 */
export async function withoutRowChecks<T>(tx: Em, insert: () => Promise<T>): Promise<T> {
  await setRole(tx, "replica", sql`, pg_advisory_xact_lock_shared(${sql.lit(referenceLock)})`);
  const result = await insert();
  await setRole(tx, "origin");
  return result;
}

/**
 * To be joined to rows of an insert in withoutRowChecks: name.stands is true where their column names an entity that stands, and that nobody
 * deletes until the transaction ends; null where it is merged or gone, and where isTrusted, a condition on no row, spares the look. A lookup a
 * row, by index whatever the planner thinks.
 */
export const standingEntity = (column: string, name: string, isTrusted = sql<SqlBool>`false`): RawBuilder<unknown> =>
  sql`left join lateral (select true as stands from entity e
    where not ${isTrusted} and e.id = ${sql.ref(column)} and e.merged_into is null limit 1) ${sql.ref(name)} on true`;

/**
 * How often entities went or were merged so far. Read it before entities are looked up: as long as it is the same (stillAt), within
 * withoutRowChecks, each of those that were found stands.
 */
export async function readDepartures(tx: Em): Promise<string> {
  const { rows } = await sql<{ count: string }>`select count from entity_departure`.execute(tx.getKysely());
  return rows[0]!.count;
}

/** Whether no entity went or was merged since the departures were so many; null: nobody knows. */
export const stillAt = (departures: string | null): RawBuilder<SqlBool> =>
  sql`(select count is not distinct from ${departures}::bigint from entity_departure)`;

/** Waits for all who write rows without their checks, and keeps them waiting: what refers to nothing now is referred to by nobody until the transaction ends. */
export async function holdReferences(tx: Em): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(referenceLock)})`.execute(tx.getKysely());
}

/** What a row refers to was merged or deleted after it was looked up: whoever begins again finds what stands. */
export class ReferenceGone extends Error {
  readonly code = "40001";

  constructor() {
    super("what a row refers to is merged or gone");
  }
}

const setRole = (tx: Em, role: "replica" | "origin", lock: RawBuilder<unknown> = sql``) =>
  sql`select set_config('session_replication_role', ${role}, true) ${lock}
    where has_parameter_privilege('session_replication_role', 'set')`.execute(tx.getKysely());
