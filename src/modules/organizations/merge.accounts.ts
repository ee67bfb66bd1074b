import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { rowSet } from "../../shared/bulk.ts";
import { item, type MergeItem, type MergePair } from "./merge.plan.ts";

/** Withdrawn under the one and written again under the other, so that what was known before stays as it was known. */
const accountColumns = sql`number, branch_id, type, opened_on, closed_on, import_id`;
const facilityColumns = sql`branch_id, product, limit_amount, used_amount, currency, granted_on, expires_on, import_id`;

/** Accounts with their balances, facilities, and who is a client since when. A facility that both have is one, as the kept one has it. */
export async function moveAccounts(tx: Em, { keep, drop, today }: MergePair): Promise<MergeItem[]> {
  const db = tx.getKysely();
  const accounts = await renewAccounts(tx, drop, keep, null);
  const { rows: old } = await sql<{ id: string }>`update facility set withdrawn_at = now()
    where holder_id = ${drop}::bigint and withdrawn_at is null returning id`.execute(db);
  const { rows: made } = await sql<{ id: string; from: string }>`
    with old as (select * from facility where id = any(${old.map((row) => row.id)}::bigint[])),
    made as (insert into facility (holder_id, ${facilityColumns}) select ${keep}::bigint, ${facilityColumns} from old
      where not exists (select from facility k where k.holder_id = ${keep}::bigint and k.withdrawn_at is null
        and (k.branch_id, k.product, k.granted_on) = (old.branch_id, old.product, old.granted_on))
      returning id, branch_id, product, granted_on)
    select made.id, old.id as "from" from made join old using (branch_id, product, granted_on)`.execute(db);
  const into = new Map(made.map((row) => [row.from, row.id]));
  await refreshClients(tx, { keep, drop, today });
  return [
    ...accounts.map((row) => item("ACCOUNT", row.from, { intoKey: row.id })),
    ...old.map((row) => item("FACILITY", row.id, { intoKey: into.get(row.id) ?? null })),
  ];
}

/**
 * Puts them back as they are now: one that was closed since comes back closed. What came to another holder since stays there. Answers the new
 * ids by the ones from before the merge.
 */
export async function restoreAccounts(
  tx: Em,
  { keep, drop, today }: MergePair,
  items: readonly MergeItem[],
): Promise<{ kind: "ACCOUNT" | "FACILITY"; from: string; into: string }[]> {
  const db = tx.getKysely();
  const accounts = items.filter((one) => one.kind === "ACCOUNT");
  const renewed = await renewAccounts(
    tx,
    keep,
    drop,
    accounts.map((one) => one.intoKey!),
  );
  const facilities = items.filter((one) => one.kind === "FACILITY");
  const rows = rowSet(facilities, {
    old_id: ["bigint", (one) => one.rowKey],
    into_id: ["bigint", (one) => one.intoKey],
  });
  const { rows: gone } = await sql<{ id: string }>`update facility f set withdrawn_at = now() from ${rows}
    where f.id = v.into_id and f.holder_id = ${keep}::bigint and f.withdrawn_at is null returning f.id`.execute(db);
  const back = facilities.flatMap((one) =>
    one.intoKey === null
      ? [{ old: one.rowKey, from: one.rowKey }]
      : gone.some((row) => row.id === one.intoKey)
        ? [{ old: one.rowKey, from: one.intoKey }]
        : [],
  );
  const { rows: again } = await sql<{ id: string; from: string }>`
    with old as (select * from facility where id = any(${back.map((one) => one.from)}::bigint[])),
    made as (insert into facility (holder_id, ${facilityColumns}) select ${drop}::bigint, ${facilityColumns} from old
      returning id, branch_id, product, granted_on)
    select made.id, old.id as "from" from made join old using (branch_id, product, granted_on)`.execute(db);
  await refreshClients(tx, { keep, drop, today });
  return [
    ...renewed.map((row) => ({
      kind: "ACCOUNT" as const,
      from: accounts.find((one) => one.intoKey === row.from)!.rowKey,
      into: row.id,
    })),
    ...again.map((row) => ({
      kind: "FACILITY" as const,
      from: back.find((one) => one.from === row.from)!.old,
      into: row.id,
    })),
  ];
}

/** only: null for all that stand. */
async function renewAccounts(
  tx: Em,
  from: string,
  to: string,
  only: string[] | null,
): Promise<{ id: string; from: string }[]> {
  const db = tx.getKysely();
  const these = only === null ? sql`true` : sql`id = any(${only}::bigint[])`;
  const { rows: old } = await sql<{ id: string }>`update account set withdrawn_at = now()
    where holder_id = ${from}::bigint and withdrawn_at is null and ${these} returning id`.execute(db);
  const { rows: made } = await sql<{ id: string; from: string }>`
    with old as (select * from account where id = any(${old.map((row) => row.id)}::bigint[])),
    made as (insert into account (holder_id, ${accountColumns}) select ${to}::bigint, ${accountColumns} from old
      returning id, number, opened_on)
    select made.id, old.id as "from" from made join old using (number, opened_on)`.execute(db);
  const pairs = rowSet(made, { from_id: ["bigint", (row) => row.from], into_id: ["bigint", (row) => row.id] });
  await sql`update account_balance b set account_id = v.into_id from ${pairs} where b.account_id = v.from_id`.execute(
    db,
  );
  return made;
}

const refreshClients = (tx: Em, { keep, drop, today }: Pick<MergePair, "keep" | "drop" | "today">) =>
  sql`select refresh_clients(array[${keep}, ${drop}]::bigint[], ${today}::date)`.execute(tx.getKysely());
