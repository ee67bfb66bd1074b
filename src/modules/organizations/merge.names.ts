import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { rowSet } from "../../shared/bulk.ts";
import { item, type MergeItem, type MergePair } from "./merge.plan.ts";
import { writeNames } from "./name.keeper.ts";

interface Before {
  replacedAt: string | null;
  reason: string | null;
}

/** Names of the merged one are former names of the kept one from now on; a name that both have stays where it is. */
export async function moveNames(tx: Em, { keep, drop }: MergePair): Promise<MergeItem[]> {
  const db = tx.getKysely();
  const { rows: named } = await sql<{ id: string; name: string }>`
    select id, name from entity where id in (${keep}::bigint, ${drop}::bigint) order by id`.execute(db);
  await writeNames(tx, named);
  const { rows } = await sql<Before & { id: string }>`
    select n.id, n.replaced_at::text as "replacedAt", n.reason from organization_name n where n.entity_id = ${drop}::bigint
      and not exists (select from organization_name k where k.entity_id = ${keep}::bigint and k.name = n.name) order by n.id`.execute(
    db,
  );
  await sql`update organization_name set entity_id = ${keep}::bigint, replaced_at = coalesce(replaced_at, now()), reason = coalesce(reason, 'MERGED')
    where id = any(${rows.map(({ id }) => id)}::bigint[])`.execute(db);
  return rows.map(({ id, ...before }) => item("NAME", id, { before }));
}

/** Gives the names back. What the kept one is called now is looked at again: it may have taken one of them for its own. */
export async function restoreNames(tx: Em, { keep, drop }: MergePair, items: readonly MergeItem[]): Promise<void> {
  const names = rowSet(
    items.filter((one) => one.kind === "NAME"),
    {
      id: ["bigint", (one) => one.rowKey],
      replaced_at: ["timestamptz", (one) => (one.before as Before).replacedAt],
      reason: ["text", (one) => (one.before as Before).reason],
    },
  );
  await sql`update organization_name n set entity_id = ${drop}::bigint, replaced_at = v.replaced_at, reason = v.reason from ${names}
    where n.id = v.id and n.entity_id = ${keep}::bigint`.execute(tx.getKysely());
  await sql`insert into name_pending (first_id, last_id) values (${keep}::bigint, ${keep}::bigint), (${drop}::bigint, ${drop}::bigint)`.execute(
    tx.getKysely(),
  );
}
