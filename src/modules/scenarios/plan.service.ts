import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { rowSet } from "../../shared/bulk.ts";
import { parseDay } from "../../shared/day.ts";
import { onceOnly } from "../../shared/idempotency.service.ts";
import { keyOf } from "../../shared/ids.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import { callerOf } from "../../shared/viewer.ts";
import { amountProblems, assume } from "./plan.check.ts";
import { costLimit } from "./plan.loader.ts";
import type {
  AddPlatformCostsInput,
  PlatformPlanPayload,
  SetPlatformPlanInput,
  WithdrawPlatformCostsInput,
} from "./plan.type.ts";
import { problem } from "./problem.ts";
import { lockPlatform } from "./project.service.ts";

const callLimit = 200;
const refused = (...userErrors: UserError[]): PlatformPlanPayload => ({ platformKey: null, userErrors });

/** Adds costs to a platform, all of them or none. */
export function addPlatformCosts(context: Context, input: AddPlatformCostsInput): Promise<PlatformPlanPayload> {
  const { viewer } = context;
  const { costs, idempotencyKey } = input;
  const key = idempotencyKey == null ? null : cleanText(idempotencyKey, { maxLength: 200 });
  const items = costs.map(({ item }) => cleanText(item));
  const errors = costs.flatMap(({ amount, dueOn }, i) => {
    const at = (field: string) => `costs.${i}.${field}`;
    const zero = /^[0.]*$/.test(amount.amount) ? [problem("AMOUNT_INVALID", at("amount.amount"))] : [];
    return [
      ...(items[i]!.error ? [problem(items[i]!.error, at("item"))] : []),
      ...(zero.length ? zero : amountProblems(at("amount.amount"), amount.amount)),
      ...(parseDay(dueOn) ? [] : [problem("DATE_INVALID", at("dueOn"))]),
    ];
  });
  if (key?.error) errors.push(problem(key.error, "idempotencyKey"));
  if (costs.length > callLimit) return Promise.resolve(refused(problem("TOO_MANY_ROWS", "costs")));
  if (errors.length) return Promise.resolve(refused(...errors));
  const work = (tx: Em) =>
    onPlatform(tx, context, input.platformId, "addPlatformCosts", async (platform) => {
      const unknown = await unknownCurrencies(tx, input);
      if (unknown.length) return unknown;
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from platform_cost
        where platform_id = ${platform} and withdrawn_at is null`.execute(tx.getKysely());
      if (rows[0]!.count + costs.length > costLimit)
        return [problem("TOO_MANY_ROWS", "costs", "A platform has at most 1,000 costs.")];
      const asked = rowSet(costs, {
        item: ["text", (one) => items[costs.indexOf(one)]!.text],
        amount: ["numeric", (one) => one.amount.amount],
        currency: ["text", (one) => one.amount.currency],
        due_on: ["date", (one) => one.dueOn],
      });
      await sql`insert into platform_cost (platform_id, item, amount, currency, due_on, recorded_by)
        select ${platform}::bigint, item, amount, currency, due_on, ${viewer.subject} from ${asked} order by place`.execute(
        tx.getKysely(),
      );
      return [];
    });
  return transacted(context, async (tx) => {
    if (!key) return work(tx);
    const content = [input.platformId, costs];
    const request = { caller: callerOf(viewer), mutation: "addPlatformCosts", key: idempotencyKey!, content };
    const reply = await onceOnly(tx, request, () => work(tx));
    return reply ?? refused(problem("IDEMPOTENCY_KEY_REUSED", "idempotencyKey"));
  });
}

/** Costs that turned out to be wrong count no more; they stay in history. */
export function withdrawPlatformCosts(
  context: Context,
  input: WithdrawPlatformCostsInput,
): Promise<PlatformPlanPayload> {
  if (input.ids.length > callLimit) return Promise.resolve(refused(problem("TOO_MANY_ROWS", "ids")));
  const keys = input.ids.map((id) => keyOf("platformCost", id) ?? "0");
  return transacted(context, (tx) =>
    onPlatform(tx, context, input.platformId, "withdrawPlatformCosts", async (platform) => {
      const { rows } = await sql<{ id: string }>`select id from platform_cost
        where platform_id = ${platform} and id = any(${keys}::bigint[])`.execute(tx.getKysely());
      const known = new Set(rows.map(({ id }) => id));
      const unknown = keys.flatMap((key, i) => (known.has(key) ? [] : [problem("NOT_FOUND", `ids.${i}`)]));
      if (unknown.length === 0)
        await sql`update platform_cost set withdrawn_at = now() where id = any(${keys}::bigint[]) and withdrawn_at is null`.execute(
          tx.getKysely(),
        );
      return unknown;
    }),
  );
}

/** Puts a plan in place of the one that stands. */
export function setPlatformPlan(context: Context, input: SetPlatformPlanInput): Promise<PlatformPlanPayload> {
  const { plan, errors } = assume(input.plan, null, "plan");
  if (errors.length) return Promise.resolve(refused(...errors));
  return transacted(context, (tx) =>
    onPlatform(tx, context, input.platformId, "setPlatformPlan", async (platform) => {
      await sql`insert into platform_plan (platform_id, launch_on, monthly_accounts, deposit_per_account, margin, fee_per_account, discount, recorded_by)
        values (${platform}, ${plan.launchOn}::date, ${JSON.stringify(plan.monthlyAccounts)}::jsonb, ${plan.depositPerAccount}::numeric, ${plan.margin}::numeric,
          ${plan.feePerAccount}::numeric, ${plan.discount}::numeric, ${context.viewer.subject})
        on conflict (platform_id) do update set launch_on = excluded.launch_on, monthly_accounts = excluded.monthly_accounts,
          deposit_per_account = excluded.deposit_per_account, margin = excluded.margin, fee_per_account = excluded.fee_per_account,
          discount = excluded.discount, recorded_by = excluded.recorded_by, recorded_at = now()`.execute(
        tx.getKysely(),
      );
      return [];
    }),
  );
}

const transacted = <T>({ em }: Context, work: (tx: Em) => Promise<T>): Promise<T> => retrying(() => asSystem(em, work));

/** Does the work on a platform that is held meanwhile, and records the act unless there is something to mend. */
async function onPlatform(
  tx: Em,
  { viewer }: Context,
  id: string,
  operation: string,
  work: (platform: string) => Promise<UserError[]>,
): Promise<PlatformPlanPayload> {
  const platform = await lockPlatform(tx, id);
  if (!platform) return refused(problem("PLATFORM_NOT_FOUND", "platformId"));
  const errors = await work(platform.key);
  if (errors.length) return refused(...errors);
  await recordAct(tx, viewer, { operation, subjects: [auditSubject("entity", platform.key)] });
  return { platformKey: platform.key, userErrors: [] };
}

async function unknownCurrencies(tx: Em, { costs }: AddPlatformCostsInput): Promise<UserError[]> {
  const { rows } = await sql<{ currency: string }>`select distinct currency::text as currency from exchange_rate
    where currency::text = any(${costs.map(({ amount }) => amount.currency)}::text[])`.execute(tx.getKysely());
  const known = new Set(rows.map(({ currency }) => currency));
  return costs.flatMap(({ amount }, i) =>
    known.has(amount.currency) ? [] : [problem("CURRENCY_UNKNOWN", `costs.${i}.amount.currency`)],
  );
}
