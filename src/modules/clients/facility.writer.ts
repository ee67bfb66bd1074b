import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";

/** A credit facility as an import states it. Amounts are exact decimal text. */
export interface FacilityRow {
  holderId: string;
  branchCode: string;
  product: string;
  limit: string;
  used: string;
  currency: string;
  grantedOn: Day;
  expiresOn: Day | null;
  /** The job that writes it; null: none. */
  importId: string | null;
}

/**
 * Writes facilities, one of each (holder, branch, product, granted on) a call; the branches stand already. Where one stands with other
 * values it is withdrawn, and the row stands in its place. Replays write nothing.
 */
export async function writeFacilities(
  tx: Em,
  rows: readonly FacilityRow[],
): Promise<("CREATED" | "UPDATED" | "UNCHANGED")[]> {
  const outcomes: ("CREATED" | "UPDATED" | "UNCHANGED")[] = [];
  for (const chunk of chunks(rows)) {
    const { rows: standing } = await sql<{ place: string; id: string; isSame: boolean }>`
      select v.place, f.id, (f.limit_amount, f.used_amount, f.currency, f.expires_on)
        is not distinct from (v.limit_amount, v.used_amount, v.currency::char(3), v.expires_on) as "isSame"
      from ${rowSet(chunk, columns)} join branch b on b.code = v.branch
      join facility f on f.holder_id = v.holder_id and f.branch_id = b.id and f.product = v.product
        and f.granted_on = v.granted_on and f.withdrawn_at is null`.execute(tx.getKysely());
    const found = new Map(standing.map((one) => [Number(one.place) - 1, one]));
    const stale = standing.filter((one) => !one.isSame).map(({ id }) => id);
    if (stale.length > 0)
      await sql`update facility set withdrawn_at = now() where id = any(${stale}::bigint[])`.execute(tx.getKysely());
    const written = chunk.filter((_, index) => !found.get(index)?.isSame);
    if (written.length > 0)
      await sql`insert into facility (holder_id, branch_id, product, limit_amount, used_amount, currency, granted_on, expires_on, import_id)
        select v.holder_id, b.id, v.product, v.limit_amount, v.used_amount, v.currency, v.granted_on, v.expires_on, v.import_id
        from ${rowSet(written, columns)} join branch b on b.code = v.branch`.execute(tx.getKysely());
    for (const index of chunk.keys()) {
      const one = found.get(index);
      outcomes.push(one ? (one.isSame ? "UNCHANGED" : "UPDATED") : "CREATED");
    }
  }
  return outcomes;
}

const columns = {
  holder_id: ["bigint", (row: FacilityRow) => row.holderId],
  branch: ["text", (row: FacilityRow) => row.branchCode],
  product: ["text", (row: FacilityRow) => row.product],
  limit_amount: ["numeric", (row: FacilityRow) => row.limit],
  used_amount: ["numeric", (row: FacilityRow) => row.used],
  currency: ["text", (row: FacilityRow) => row.currency],
  granted_on: ["date", (row: FacilityRow) => row.grantedOn],
  expires_on: ["date", (row: FacilityRow) => row.expiresOn],
  import_id: ["bigint", (row: FacilityRow) => row.importId],
} satisfies Record<string, [string, (row: FacilityRow) => unknown]>;
