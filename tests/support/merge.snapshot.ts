import { sql } from "kysely";
import type { Em } from "../../src/database.ts";
import { keepNames } from "../../src/modules/organizations/name.keeper.ts";
import { asSystem } from "../../src/shared/session.ts";

/** Tables whose rows stay themselves when they move, so that they are compared as they are. */
const whole = [
  "entity",
  "organization",
  "organization_match_key",
  "organization_name",
  "source_identity",
  "organization_site",
  "participant",
  "contact",
  "consent",
  "money_event",
  "match_candidate",
];

const relationship = sql.raw(`(to_jsonb(r) - 'id' - 'recorded_at' - 'changed_at')`);

/** Everything that stands, as sorted text: rows that are withdrawn and written again by their content, all others with their ids; not since when it is known. */
export async function snapshot(em: Em): Promise<Record<string, string[]>> {
  await keepNames(em);
  return asSystem(em, async (tx) => {
    const texts = async (query: ReturnType<typeof sql>) =>
      (await (query as ReturnType<typeof sql<{ row: string }>>).execute(tx.getKysely())).rows
        .map(({ row }) => row)
        .sort();
    const found: Record<string, string[]> = {};
    for (const table of whole)
      found[table] = await texts(sql`select (to_jsonb(t) - 'changed_at')::text as row from ${sql.table(table)} t`);
    found.relationship = await texts(sql`select jsonb_build_array(${relationship}, array(
        select to_jsonb(e) - 'relationship_id' - 'changed_at' || jsonb_build_object('detail', to_jsonb(d) - 'relationship_id', 'agrees', d is null or d.relationship_id = e.relationship_id)
        from evidence e left join evidence_detail d on d.evidence_id = e.id
        where e.relationship_id = r.id and e.withdrawn_at is null order by e.id), array(
        select to_jsonb(p) - 'id' - 'relationship_id' from recorded_period p where p.relationship_id = r.id order by p.since nulls first))::text as row
      from relationship r where r.withdrawn_at is null`);
    found.evidence = await texts(
      sql`select (to_jsonb(e) - 'relationship_id' - 'changed_at')::text as row from evidence e`,
    );
    found.participation =
      await texts(sql`select jsonb_build_array(to_jsonb(p) - 'relationship_id', ${relationship})::text as row
      from participation p join relationship r on r.id = p.relationship_id`);
    found.account = await texts(sql`select jsonb_build_array(to_jsonb(a) - 'id' - 'recorded_at' - 'changed_at', array(
        select to_jsonb(b) - 'account_id' from account_balance b where b.account_id = a.id order by b.month_end))::text as row
      from account a where a.withdrawn_at is null`);
    for (const table of ["facility", "client_period"])
      found[table] = await texts(
        sql`select (to_jsonb(t) - 'id' - 'recorded_at' - 'changed_at')::text as row from ${sql.table(table)} t where t.withdrawn_at is null`,
      );
    return found;
  });
}
