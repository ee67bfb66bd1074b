import { sql } from "kysely";
import type { Context } from "../../context.ts";
import { asViewer } from "../../shared/session.ts";

/**
 * Keys of the clients that the viewer may start from on a day, ascending: holders of an account open on it, at the viewer's own branch,
 * at any for head office and auditors. Row-level security on account is what narrows it; branch and among narrow it further.
 */
export async function startingClients(
  context: Context,
  asOf: string,
  branch: string | null,
  among: readonly string[] | null,
): Promise<string[]> {
  return asViewer(context.em, context.viewer, async (tx) => {
    const { rows } = await sql<{ holder_id: string }>`select distinct a.holder_id from account a
      where a.withdrawn_at is null and a.opened_on <= ${asOf}::date and (a.closed_on is null or a.closed_on > ${asOf}::date)
        and ${branch ? sql`a.branch_id = ${branch}::bigint` : sql`true`}
        and ${among ? sql`a.holder_id = any(${[...among]}::bigint[])` : sql`true`}
      order by a.holder_id`.execute(tx.getKysely());
    return rows.map((row) => row.holder_id);
  });
}
