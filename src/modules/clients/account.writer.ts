import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { announce } from "../../shared/announcements.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { mergedAmong } from "../graph/merged.service.ts";

/** An account as an import states it. What it does not say, above all whether the account was closed since, stays. */
export interface AccountRow {
  number: string;
  holderId: string;
  type: "BASIC" | "GENERAL" | "SPECIAL_PURPOSE" | "TEMPORARY";
  branch: { code: string; name: string };
  openedOn: Day;
  /** Null or not given: it is not said whether it was closed. */
  closedOn?: Day | null;
  /** The job that writes it. */
  importId?: string | null;
}

/** UPDATED: it stood with another holder, type or branch; that row is withdrawn, and this one stands in its place. */
export interface WrittenAccount {
  outcome: "CREATED" | "UPDATED" | "UNCHANGED";
}

/**
 * Writes accounts, one of each (number, openedOn) a call, and makes the branches that there are not yet (those that stand
 * keep their names). The holder may be one that was merged. Who became a client or ceased to be one follows at once, as of day, which is today. Replays write
 * nothing.
 */
export async function writeAccounts(tx: Em, asked: readonly AccountRow[], day: Day): Promise<WrittenAccount[]> {
  const merged = await mergedAmong(
    tx,
    asked.map((row) => row.holderId),
  );
  const rows = asked.map((row) => ({ ...row, holderId: merged.get(row.holderId) ?? row.holderId }));
  const outcomes: WrittenAccount[] = [];
  for (const chunk of chunks(rows)) {
    const branches = await branchIds(tx, chunk);
    const columns = columnsWith(branches);
    const { rows: standing } = await sql<{
      place: string;
      id: string;
      holderId: string;
      closedOn: Day | null;
      isSame: boolean;
    }>`
      select v.place, a.id, a.holder_id as "holderId", a.closed_on as "closedOn",
        (a.holder_id, a.branch_id, a.type, a.closed_on) is not distinct from
          (v.holder_id, v.branch_id, v.type, coalesce(v.closed_on, a.closed_on)) as "isSame"
      from ${rowSet(chunk, columns)}
      join account a on a.number = v.number and a.opened_on = v.opened_on and a.withdrawn_at is null`.execute(
      tx.getKysely(),
    );
    const found = new Map(standing.map(({ place, ...one }) => [Number(place) - 1, one]));
    const stale = standing.filter((one) => !one.isSame);
    await sql`update account set withdrawn_at = now() where id = any(${stale.map(({ id }) => id)}::bigint[])`.execute(
      tx.getKysely(),
    );
    const written = chunk.flatMap((row, index) =>
      found.get(index)?.isSame ? [] : [{ ...row, closedOn: row.closedOn ?? found.get(index)?.closedOn ?? null }],
    );
    await insert(tx, written, columns);
    await refresh(
      tx,
      [...stale, ...written].map(({ holderId }) => holderId),
      day,
    );
    const opened = chunk.filter((_, index) => !found.has(index));
    await announce(tx, "accountsOpened", { accounts: opened });
    for (const index of chunk.keys()) {
      const one = found.get(index);
      outcomes.push({ outcome: one ? (one.isSame ? "UNCHANGED" : "UPDATED") : "CREATED" });
    }
  }
  return outcomes;
}

const columnsWith = (branches: ReadonlyMap<string, string>) =>
  ({
    number: ["text", (row: AccountRow) => row.number],
    holder_id: ["bigint", (row: AccountRow) => row.holderId],
    branch_id: ["bigint", (row: AccountRow) => branches.get(row.branch.code)],
    type: ["text", (row: AccountRow) => row.type],
    opened_on: ["date", (row: AccountRow) => row.openedOn],
    closed_on: ["date", (row: AccountRow) => row.closedOn ?? null],
    import_id: ["bigint", (row: AccountRow) => row.importId ?? null],
  }) satisfies Record<string, [string, (row: AccountRow) => unknown]>;

async function insert(tx: Em, rows: readonly AccountRow[], columns: ReturnType<typeof columnsWith>): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into account (number, holder_id, branch_id, type, opened_on, closed_on, import_id)
    select number, holder_id, branch_id, type, opened_on, closed_on, import_id from ${rowSet(rows, columns)}`.execute(
    tx.getKysely(),
  );
}

async function refresh(tx: Em, holders: readonly string[], day: Day): Promise<void> {
  if (holders.length === 0) return;
  await sql`select refresh_clients(${[...new Set(holders)]}::bigint[], ${day}::date)`.execute(tx.getKysely());
}

/** Ids of the branches by code; those that are missing are made first. */
async function branchIds(tx: Em, rows: readonly AccountRow[]): Promise<Map<string, string>> {
  const named = [...new Map(rows.map(({ branch }) => [branch.code, branch])).values()];
  const asked = rowSet(named, { code: ["text", (one) => one.code], name: ["text", (one) => one.name] });
  // The missing ones alone: a conflict that does nothing would still burn a number of the sequence.
  await sql`insert into branch (code, name) select code, name from ${asked}
    where not exists (select from branch b where b.code = v.code) on conflict (code) do nothing`.execute(
    tx.getKysely(),
  );
  const { rows: found } = await sql<{ code: string; id: string }>`
    select b.code, b.id from ${asked} join branch b on b.code = v.code`.execute(tx.getKysely());
  return new Map(found.map(({ code, id }) => [code, id]));
}
