import { type RawBuilder, sql } from "kysely";
import type { Context } from "../../context.ts";
import { encodeId } from "../../shared/ids.ts";
import { requestLoader } from "../../shared/loader.ts";
import { answersNode } from "../../shared/nodes.ts";
import { asViewer } from "../../shared/session.ts";
import type { MoneyEventType } from "./money-event.type.ts";
import type { MoneyEventKind } from "./personal.enums.ts";

interface MoneyEventRow {
  parent: string;
  id: string;
  kind: MoneyEventKind;
  happened_on: string;
  currency: string;
  has_payee: boolean;
  branch_id: string;
}

const limit = 50;

/** A person's money events, latest first. Amount and payee are not even read here. */
export const loadMoneyEvents = requestLoader<string, MoneyEventType[]>(async (context, keys) => {
  const found = new Map<string, MoneyEventType[]>(keys.map((key) => [key, []]));
  for (const [parent, event] of await read(context, keys, sql`one.person_id = p.id`)) found.get(parent)!.push(event);
  return keys.map((key) => found.get(key)!);
});

const read = (context: Context, keys: readonly string[], which: RawBuilder<unknown>) =>
  asViewer(context.em, context.viewer, async (tx) => {
    const { rows } = await sql<MoneyEventRow>`
      select p.id as parent, m.* from unnest(${[...keys]}::bigint[]) p(id) cross join lateral (
        select one.id, one.kind, one.happened_on, one.currency, num_nonnulls(one.payee_id, one.payee_name) > 0 as has_payee, one.branch_id
        from money_event one where ${which} order by one.happened_on desc, one.id desc limit ${limit}) m
      order by p.id, m.happened_on desc, m.id desc`.execute(tx.getKysely());
    return rows.map((row): [string, MoneyEventType] => [row.parent, toMoneyEvent(row)]);
  });

const toMoneyEvent = (row: MoneyEventRow): MoneyEventType => ({
  __typename: "MoneyEvent",
  id: encodeId("moneyEvent", row.id),
  kind: row.kind,
  happenedOn: row.happened_on,
  currency: row.currency,
  amount: "***",
  payeeName: row.has_payee ? "***" : null,
  branch: encodeId("branch", row.branch_id),
});

answersNode("moneyEvent", async (context: Context, key) =>
  context.viewer.kind === "staff" ? ((await read(context, [key], sql`one.id = p.id`))[0]?.[1] ?? null) : null,
);
