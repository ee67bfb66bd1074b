import { sql } from "kysely";
import type { Em } from "../database.ts";

/**
 * Runs an insert without PostgreSQL's check of each row's references, which cost it more than the rows. Only for statements in which every
 * reference is to a row of the same statement, or an end of a relationship, which a trigger then proves (migration 037). Triggers that are
 * not always enabled rest too. Where the database does not grant it, rows are checked as ever, and the same comes of it.
 */
export async function withoutRowChecks<T>(tx: Em, insert: () => Promise<T>): Promise<T> {
  await setRole(tx, "replica");
  const result = await insert();
  await setRole(tx, "origin");
  return result;
}

const setRole = (tx: Em, role: "replica" | "origin") =>
  sql`select set_config('session_replication_role', ${role}, true)
    where has_parameter_privilege('session_replication_role', 'set')`.execute(tx.getKysely());
