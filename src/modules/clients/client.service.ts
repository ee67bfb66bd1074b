import { sql } from "kysely";
import type { Em } from "../../database.ts";

/** Brings today's copy of who is a client up to a day: only entities whose periods say something else are written. Answers how many. */
export async function rollClients(tx: Em, day: string): Promise<number> {
  const { numAffectedRows } = await sql`
    with client as (
      select distinct entity_id from client_period
      where withdrawn_at is null and (since is null or since <= ${day}::date) and (until is null or until > ${day}::date)
    )
    update entity e set is_client = not e.is_client
    where e.is_client <> exists (select from client c where c.entity_id = e.id)`.execute(tx.getKysely());
  return Number(numAffectedRows ?? 0);
}
