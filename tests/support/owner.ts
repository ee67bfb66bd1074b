import { sql } from "kysely";
import type { Database } from "../../src/database.ts";
import { onServer, urlOf } from "./database.ts";

/**
 * Runs statements as the owner of a database on PostgreSQL, past the product's roles and with every trigger off: what no policy can stop.
 * On PGlite nobody can: its superuser is given up for good.
 */
export async function asOwner(database: Database, ...statements: string[]): Promise<void> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database.em.getKysely());
  const whole = ["set session_replication_role = replica", ...statements];
  await onServer(urlOf(process.env.TEST_DATABASE_URL!, rows[0]!.name), whole.join(";"));
}
