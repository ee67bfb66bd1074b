import { Decimal } from "decimal.js";
import type { PlatformPlanType } from "./plan.type.ts";

/** Exact through every product and sum in here; ties round away from zero, as in the database. */
const Exact = Decimal.clone({ precision: 50, rounding: Decimal.ROUND_HALF_UP });
const cents = (value: Decimal): Decimal => value.toDecimalPlaces(2);

/** What a month came to: accounts and deposits as of its end; cost, income and net within it; the sum of all nets so far, in today's worth of the first month. */
export interface MonthResult {
  accounts: number;
  deposits: string;
  cost: string;
  income: string;
  net: string;
  cumulative: string;
}

/** What stands at the end of a month, and what it cost. Amounts in CNY. */
export interface MonthStand {
  accounts: number;
  deposits: Decimal.Value;
  cost: Decimal.Value;
}

/** Month by month what stands, as planned: accounts of the curve so far, each with the average deposit. */
export function plannedStands(
  { monthlyAccounts, depositPerAccount }: PlatformPlanType,
  costs: readonly Decimal.Value[],
): MonthStand[] {
  let accounts = 0;
  return costs.map((cost, i) => {
    accounts += monthlyAccounts[i] ?? 0;
    return { accounts, deposits: new Exact(depositPerAccount).times(accounts), cost };
  });
}

/** What follows from what stands: deposits earn a twelfth of the margin, accounts their fee; month k is worth less by (1 + discount)^((k - 1) / 12). */
export function resultsOf(
  stands: readonly MonthStand[],
  { margin, feePerAccount, discount }: PlatformPlanType,
): MonthResult[] {
  let sum = new Exact(0);
  return stands.map(({ accounts, deposits, cost }, i) => {
    const income = cents(new Exact(deposits).times(margin).div(12).plus(new Exact(feePerAccount).times(accounts)));
    const net = income.minus(cost);
    const worth = new Exact(discount).plus(1).pow(new Exact(-i).div(12));
    sum = sum.plus(cents(net.times(worth)));
    const text = (value: Decimal.Value) => new Exact(value).toFixed(2);
    return {
      accounts,
      deposits: text(deposits),
      cost: text(cost),
      income: text(income),
      net: text(net),
      cumulative: text(sum),
    };
  });
}

/** The first month, from 1, from which on the sum is never below 0 again; null: it is at the end. */
export function payBackMonth(results: readonly MonthResult[]): number | null {
  const last = results.findLastIndex(({ cumulative }) => new Exact(cumulative).isNegative());
  return last + 1 < results.length ? last + 2 : null;
}

/** Sums of amounts, exact. */
export const total = (amounts: readonly Decimal.Value[]): Decimal =>
  amounts.reduce<Decimal>((sum, one) => sum.plus(one), new Exact(0));
