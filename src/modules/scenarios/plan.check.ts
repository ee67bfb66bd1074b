import { parseDay } from "../../shared/day.ts";
import type { UserError } from "../../shared/user-error.ts";
import type { PlatformAssumptions, PlatformPlanType } from "./plan.type.ts";
import { problem } from "./problem.ts";

/** As many digits as numeric(24, 2) takes. */
const amountShape = /^\d{1,22}(\.\d{1,2})?$/;
const rateShape = /^(0(\.\d{1,6})?|1(\.0{1,6})?)$/;
/** A month's accounts, and months. */
const accountLimit = 1_000_000;
const monthLimit = 120;

const nothing: PlatformPlanType = {
  ...{ launchOn: null, monthlyAccounts: [], depositPerAccount: "0.00" },
  ...{ margin: "0.000000", feePerAccount: "0.00", discount: "0.000000" },
};

/** An amount of money as a caller wrote it, or why it is none. */
export const amountProblems = (field: string, amount: string): UserError[] =>
  amountShape.test(amount) ? [] : [problem(amount.startsWith("-") ? "AMOUNT_NEGATIVE" : "AMOUNT_INVALID", field)];

/** What is assumed: what is said, else what the plan says, else nothing; or what is wrong with it. */
export function assume(
  said: PlatformAssumptions,
  plan: PlatformPlanType | null,
  field: string,
): { plan: PlatformPlanType; errors: UserError[] } {
  const errors: UserError[] = [];
  const bad = (name: string, message: string) => errors.push(problem("BAD_INPUT", `${field}.${name}`, message));
  for (const name of ["depositPerAccount", "feePerAccount"] as const)
    if (said[name] != null) errors.push(...amountProblems(`${field}.${name}`, said[name]));
  for (const name of ["margin", "discount"] as const)
    if (said[name] != null && !rateShape.test(said[name]))
      bad(name, "A rate lies between 0 and 1 and has at most six decimals.");
  if (said.launchOn != null && !parseDay(said.launchOn)) errors.push(problem("DATE_INVALID", `${field}.launchOn`));
  const { monthlyAccounts, expectedAccounts, rampMonths } = said;
  const isCount = (value: number, most: number, least = 0) => value >= least && value <= most;
  if (
    monthlyAccounts &&
    !(monthlyAccounts.length <= monthLimit && monthlyAccounts.every((one) => isCount(one, accountLimit)))
  )
    bad("monthlyAccounts", "At most 120 months of 0 to 1,000,000 accounts.");
  if (expectedAccounts != null && monthlyAccounts)
    bad("expectedAccounts", "Give either monthlyAccounts or expectedAccounts.");
  if (expectedAccounts != null && !isCount(expectedAccounts, accountLimit))
    bad("expectedAccounts", "0 to 1,000,000 accounts.");
  if (rampMonths != null && !isCount(rampMonths, monthLimit, 1)) bad("rampMonths", "1 to 120 months.");
  const given = Object.fromEntries(
    Object.entries(said).filter(([, value]) => value != null),
  ) as Partial<PlatformPlanType>;
  const accounts = expectedAccounts != null && errors.length === 0 ? spread(expectedAccounts, rampMonths ?? 12) : null;
  const { launchOn, depositPerAccount, margin, feePerAccount, discount, ...rest } = { ...(plan ?? nothing), ...given };
  return {
    plan: {
      launchOn,
      depositPerAccount,
      margin,
      feePerAccount,
      discount,
      monthlyAccounts: accounts ?? rest.monthlyAccounts,
    },
    errors,
  };
}

/** So many accounts over so many months, as even as whole accounts can be. */
const spread = (total: number, months: number): number[] =>
  Array.from({ length: months }, (_, i) => Math.floor((total * (i + 1)) / months) - Math.floor((total * i) / months));
