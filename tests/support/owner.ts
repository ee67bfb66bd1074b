import { type RawBuilder, sql } from "kysely";
import type { Database } from "../../src/database.ts";

/** Runs a statement as the database's own superuser, in one transaction: to break what no role of ours may, or to see everything. */
export async function asOwner<T>({ em, kind }: Database, statement: RawBuilder<T>): Promise<T[]> {
  const become = kind === "pglite" ? sql`set local session authorization postgres` : sql`set local role none`;
  return em
    .getKysely()
    .transaction()
    .execute(async (tx) => {
      await become.execute(tx);
      return (await statement.execute(tx)).rows;
    });
}
