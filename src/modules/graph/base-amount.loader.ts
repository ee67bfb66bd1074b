import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { ApiError, badInput } from "../../shared/errors.ts";
import type { MoneyInput } from "../../shared/money.ts";

/** An amount asked for, checked; null when omitted. Throws BAD_INPUT and CURRENCY_UNKNOWN, which name the field. */
export async function amountAsked(
  em: Em,
  name: string,
  asked: MoneyInput | null | undefined,
): Promise<{ amount: string; currency: string } | null> {
  if (!asked) return null;
  if (!/^\d{1,18}(\.\d{1,2})?$/.test(asked.amount))
    throw badInput(`${name} must be a decimal that is not negative, with at most two decimal places.`);
  const { rows } = await sql`select 1 from exchange_rate where currency = ${asked.currency} limit 1`.execute(
    em.getKysely(),
  );
  if (!rows.length) throw new ApiError("CURRENCY_UNKNOWN", `${name} is in a currency without an exchange rate.`);
  return { amount: asked.amount, currency: asked.currency };
}

/** An amount in CNY at head office's rate of the day; the currency has been checked. */
export async function inCny(
  em: Em,
  { amount, currency }: { amount: string; currency: string },
  day: string,
): Promise<string> {
  const { rows } = await sql<{ base: string }>`select (${amount}::numeric * rate)::text as base from exchange_rate
    where currency = ${currency} order by valid_from <= ${day}::date desc,
      case when valid_from <= ${day}::date then valid_from end desc, valid_from limit 1`.execute(em.getKysely());
  return rows[0]!.base;
}
