import { sql } from "kysely";
import type { Em } from "../../database.ts";
import type { Day } from "../../shared/day.ts";

/** How long the anti-money-laundering law (2025, article 34) has a bank keep who its clients and the people behind them were. */
const retentionYears = 10;

/** OPEN: a register still has the name, so it stays and is shown. STORED: the law keeps it, and nobody is shown it. GONE: nothing keeps it. */
export type NameFate = "OPEN" | "STORED" | "GONE";

export const whyNameStays: Record<NameFate, string> = {
  OPEN: "A legal representative, executive or shareholder of today: the public register has the name.",
  STORED: "The anti-money-laundering law has the bank keep it for ten years; it is masked for everybody until then.",
  GONE: "Nothing keeps it; its place in the graph stays, masked.",
};

/**
 * What becomes of an erased person's name on a day: it stays open while an open role stands; it is stored for ten years after the last open
 * role at an organization that was a client, and while the person holds an account and ten years after; else it goes.
 */
export async function nameFate(tx: Em, person: string, day: Day): Promise<NameFate> {
  const { rows } = await sql<{ is_open: boolean; is_stored: boolean }>`
    with role as (
      select r.target_id, r.until from relationship r where r.source_id = ${person}::bigint and r.withdrawn_at is null
        and (r.kind = 'OWNS' or (r.kind = 'AFFILIATED_WITH' and r.role in ('LEGAL_REPRESENTATIVE', 'EXECUTIVE', 'SHAREHOLDER')))
    ), kept as (select (${day}::date - make_interval(years => ${retentionYears}))::date as since)
    select exists (select from role where until is null or until > ${day}::date) as is_open,
      exists (select from role, kept where role.until > kept.since and exists (
          select from client_period c where c.entity_id = role.target_id and c.withdrawn_at is null))
        or exists (select from account a, kept where a.holder_id = ${person}::bigint and a.withdrawn_at is null
          and (a.closed_on is null or a.closed_on > kept.since)) as is_stored`.execute(tx.getKysely());
  const { is_open, is_stored } = rows[0]!;
  return is_open ? "OPEN" : is_stored ? "STORED" : "GONE";
}
