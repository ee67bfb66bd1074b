import { sql } from "kysely";
import { encodeId } from "../../shared/ids.ts";
import { requestLoader } from "../../shared/loader.ts";
import { asViewer } from "../../shared/session.ts";
import type { PlatformCostType, PlatformPlanType } from "./plan.type.ts";

/** So many costs a platform has at most. */
export const costLimit = 1_000;

/** A platform's costs by the day that they are due. */
export const loadCosts = requestLoader<string, PlatformCostType[]>(({ em, viewer }, keys) =>
  asViewer(em, viewer, async (tx) => {
    const { rows } = await sql<{
      platform: string;
      id: string;
      item: string;
      amount: string;
      currency: string;
      dueOn: string;
    }>`
      select platform_id as platform, id, item, amount::text, currency, due_on as "dueOn" from platform_cost
      where platform_id = any(${[...keys]}::bigint[]) and withdrawn_at is null order by due_on, id`.execute(
      tx.getKysely(),
    );
    const found = new Map<string, PlatformCostType[]>(keys.map((key) => [key, []]));
    for (const { platform, id, item, amount, currency, dueOn } of rows)
      found.get(platform)!.push({ id: encodeId("platformCost", id), item, amount: { amount, currency }, dueOn });
    return keys.map((key) => found.get(key)!);
  }),
);

/** Head office's plan of a platform; null: there is none. */
export const loadPlan = requestLoader<string, PlatformPlanType | null>(({ em, viewer }, keys) =>
  asViewer(em, viewer, async (tx) => {
    const { rows } = await sql<PlatformPlanType & { id: string }>`
      select platform_id as id, launch_on as "launchOn", monthly_accounts as "monthlyAccounts", deposit_per_account::text as "depositPerAccount",
        margin::text, fee_per_account::text as "feePerAccount", discount::text from platform_plan
      where platform_id = any(${[...keys]}::bigint[])`.execute(tx.getKysely());
    const found = new Map(rows.map(({ id, ...plan }) => [id, plan]));
    return keys.map((key) => found.get(key) ?? null);
  }),
);
