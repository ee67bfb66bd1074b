import type { Context } from "../../context.ts";
import { dayAsked } from "../../shared/asked.ts";
import { addMonths, type Day, endOfMonth } from "../../shared/day.ts";
import { badInput } from "../../shared/errors.ts";
import type { MoneyType } from "../../shared/money.ts";
import { within } from "../graph/walk.input.ts";
import { type MonthStand, payBackMonth, plannedStands, resultsOf, total } from "./business.case.ts";
import type { BusinessCaseArgs, PlatformBusinessCaseType } from "./business.type.ts";
import { loadCurve } from "./coverage.curve.ts";
import { platformAsked } from "./coverage.question.ts";
import { loadCurveDeposits } from "./deposit.loader.ts";
import { assume } from "./plan.check.ts";
import { loadCosts, loadPlan } from "./plan.loader.ts";
import type { PlatformCostType } from "./plan.type.ts";
import { loadProject } from "./project.loader.ts";

/** The currency of every amount of a business case. */
const currency = "CNY";

export async function loadBusinessCase(context: Context, args: BusinessCaseArgs): Promise<PlatformBusinessCaseType> {
  const { asOf } = dayAsked(context, args.asOf);
  const count = within("months", args.months, 1, 120);
  const platform = await platformAsked(context, args.platformId);
  const [stored, costs, project] = await Promise.all([
    loadPlan(context, platform),
    loadCosts(context, platform),
    loadProject(context, platform),
  ]);
  const { plan, errors } = assume(args.assumptions ?? {}, stored, "assumptions");
  if (errors[0]) throw badInput(`${errors[0].field!.join(".")}: ${errors[0].message}`);
  const launchedOn = project!.launchedOn !== null && project!.launchedOn <= asOf ? project!.launchedOn : null;
  const startsOn = launchedOn ?? plan.launchOn ?? asOf;
  if (startsOn > "9980-01-01") throw badInput("launchOn lies too late.");
  const ends = Array.from({ length: count }, (_, i) => endOfMonth(addMonths(`${startsOn.slice(0, 7)}-01`, i)));
  const planned = resultsOf(plannedStands(plan, costsOf(costs, ends)), plan);
  const actual = launchedOn ? resultsOf(await actualStands(context, platform, costs, ends, asOf), plan) : [];
  return {
    ...{ asOf, currency, startsOn, assumptions: plan },
    months: planned.map((month, i) => ({
      index: i + 1,
      month: ends[i]!.slice(0, 7),
      planned: month,
      actual: actual[i] ?? null,
    })),
    plannedPayBackMonth: payBackMonth(planned),
    actualPayBackMonth: payBackMonth(actual),
    costsLeftOut: leftOut(costs),
  };
}

/** What each month costs, those of before in the first; in the one currency. */
const costsOf = (costs: readonly PlatformCostType[], ends: readonly Day[]) =>
  ends.map((end, i) =>
    total(
      costs
        .filter(
          ({ amount, dueOn }) => amount.currency === currency && dueOn <= end && (i === 0 || dueOn > ends[i - 1]!),
        )
        .map(({ amount }) => amount.amount),
    ),
  );

/** What stood at the end of each month up to the day, which ends the last one. */
async function actualStands(
  context: Context,
  platform: string,
  costs: readonly PlatformCostType[],
  ends: readonly Day[],
  asOf: Day,
): Promise<MonthStand[]> {
  const over = ends.filter((end) => end < asOf);
  const days = over.length < ends.length ? [...over, asOf] : over;
  const question = { platform, bucket: null, days };
  const [points, deposits] = await Promise.all([loadCurve(context, question), loadCurveDeposits(context, question)]);
  const spent = costsOf(costs, days);
  return points.map(({ day, openedDuringProject, openedSinceLaunch }, i) => ({
    accounts: openedDuringProject + openedSinceLaunch,
    deposits: deposits.get(day)?.find((one) => one.currency === currency)?.amount ?? "0",
    cost: spent[i]!,
  }));
}

/** Costs in other currencies, by currency: nothing is added over currencies. */
function leftOut(costs: readonly PlatformCostType[]): MoneyType[] {
  const others = [...new Set(costs.map(({ amount }) => amount.currency))].filter((one) => one !== currency).sort();
  return others.map((one) => ({
    amount: total(costs.filter(({ amount }) => amount.currency === one).map(({ amount }) => amount.amount)).toFixed(2),
    currency: one,
  }));
}
