import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { rowSet } from "../../shared/bulk.ts";

/** What a job changed of entities that stood before it, so that the job can be taken back. */
export async function recordChanges(
  tx: Em,
  importId: string,
  changes: readonly { entityId: string; before: object; after: object }[],
): Promise<void> {
  if (changes.length === 0) return;
  const values = rowSet(changes, {
    entity_id: ["bigint", (one) => one.entityId],
    before: ["jsonb", (one) => JSON.stringify(one.before)],
    after: ["jsonb", (one) => JSON.stringify(one.after)],
  });
  await sql`insert into import_change (job_id, entity_id, before, after)
    select ${importId}::bigint, entity_id, before, after from ${values}`.execute(tx.getKysely());
}
