import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { TimeAsked } from "../../shared/asked.ts";
import { asViewer } from "../../shared/session.ts";
import { isKnownAt } from "../graph/known.sql.ts";

/**
 * Keys of the clients that the viewer may start from at a time, ascending: holders of an account open on it, at the viewer's own branch,
 * at any for head office and auditors. Row-level security on account is what narrows it; branch and among narrow it further.
 */
export async function startingClients(
  context: Context,
  { asOf, knownAt }: TimeAsked,
  branch: string | null,
  among: readonly string[] | null,
): Promise<string[]> {
  return asViewer(context.em, context.viewer, async (tx) => {
    const accounts = knownAt === null ? sql`account` : sql`account_history`;
    const known = knownAt === null ? sql`` : sql`and ${isKnownAt("a", knownAt)}`;
    const { rows } = await sql<{ holder_id: string }>`select distinct a.holder_id from ${accounts} a
      where a.withdrawn_at is null and a.opened_on <= ${asOf}::date and (a.closed_on is null or a.closed_on > ${asOf}::date) ${known}
        and ${branch ? sql`a.branch_id = ${branch}::bigint` : sql`true`}
        and ${among ? sql`a.holder_id = any(${[...among]}::bigint[])` : sql`true`}
      order by a.holder_id`.execute(tx.getKysely());
    return rows.map((row) => row.holder_id);
  });
}
