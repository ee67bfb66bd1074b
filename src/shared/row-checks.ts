import { type RawBuilder, sql } from "kysely";
import type { Em } from "../database.ts";

/**
 * Runs an insert without PostgreSQL's check of each row's references, which costs it more than the row. Only for statements that prove their
 * references themselves: each is to a row of the same statement, or to one that the statement has found and holds. Triggers rest too, but for
 * those that are always enabled (migration 037), so nothing else may be sent in the transaction meanwhile. Where the database does not grant it,
 * rows are checked as ever, and the same comes of it.
 */
export async function withoutRowChecks<T>(tx: Em, insert: () => Promise<T>): Promise<T> {
  await setRole(tx, "replica");
  const result = await insert();
  await setRole(tx, "origin");
  return result;
}

/**
 * To be joined to rows: name.held is true where their column names an entity that stands, which nobody deletes until the transaction ends; null
 * where it is merged or gone. A lookup a row, by index whatever the planner thinks.
 */
export const holdingEntity = (column: string, name: string): RawBuilder<unknown> => sql`left join lateral (
  select true as held from entity e where e.id = ${sql.ref(column)} and e.merged_into is null limit 1 for key share) ${sql.ref(name)} on true`;

/** What a row refers to was merged or deleted after it was looked up: whoever begins again finds what stands. */
export class ReferenceGone extends Error {
  readonly code = "40001";

  constructor() {
    super("what a row refers to is merged or gone");
  }
}

const setRole = (tx: Em, role: "replica" | "origin") =>
  sql`select set_config('session_replication_role', ${role}, true)
    where has_parameter_privilege('session_replication_role', 'set')`.execute(tx.getKysely());
