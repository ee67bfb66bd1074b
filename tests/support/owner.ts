import { type RawBuilder, sql } from "kysely";
import type { Database } from "../../src/database.ts";

/**
 * Runs statements as the database's own superuser, past the product's roles, in one transaction and with every trigger off: to break what no
 * role of ours may, or to see everything. Answers the rows of the last.
 */
export async function asOwner<T>({ em, kind }: Database, ...statements: (RawBuilder<T> | string)[]): Promise<T[]> {
  const become = kind === "pglite" ? sql`set local session authorization postgres` : sql`set local role none`;
  return em
    .getKysely()
    .transaction()
    .execute(async (tx) => {
      await become.execute(tx);
      await sql`set local session_replication_role = replica`.execute(tx);
      let rows: T[] = [];
      for (const one of statements) rows = (await (typeof one === "string" ? sql.raw<T>(one) : one).execute(tx)).rows;
      return rows;
    });
}
