import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { MoneyInput, MoneyType } from "../../shared/money.ts";
import { DateScalar, DecimalScalar } from "../../shared/scalars.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";

@ObjectType("PlatformCost", {
  description: "Something that a platform costs the bank. Source: head office.",
  simpleResolvers: true,
})
export class PlatformCostType {
  @Field(() => ID, { description: "Its id, for withdrawPlatformCosts." })
  id!: string;
  @Field(() => String, { description: "What it is for." })
  item!: string;
  @Field(() => MoneyType, { description: "The amount." })
  amount!: MoneyType;
  @Field(() => DateScalar, { description: "When it was or will be due." })
  dueOn!: string;
}

@ObjectType("PlatformPlan", {
  description: "What head office expects of a platform. Amounts are in CNY; rates are parts of one a year.",
  simpleResolvers: true,
})
export class PlatformPlanType {
  @Field(() => DateScalar, { nullable: true, description: "When it is to be launched; null: not said." })
  launchOn!: string | null;
  @Field(() => [Int], {
    description: "Accounts opened in the first month, the second, and so on; none after the last.",
  })
  monthlyAccounts!: number[];
  @Field(() => DecimalScalar, { description: "What stands on each of them on average, in CNY." })
  depositPerAccount!: string;
  @Field(() => DecimalScalar, { description: "What the bank earns on deposits, 0 to 1 a year." })
  margin!: string;
  @Field(() => DecimalScalar, { description: "What each account earns besides, in CNY a month." })
  feePerAccount!: string;
  @Field(() => DecimalScalar, { description: "By what a return a year later is worth less, 0 to 1." })
  discount!: string;
}

@InputType("PlatformAssumptions", {
  description:
    "What is expected of a platform; what is omitted is as head office's plan says, and without a plan 0. Amounts are in CNY.",
})
export class PlatformAssumptions {
  @Field(() => DateScalar, {
    nullable: true,
    description: "When it is to be launched; the day of the launch wins once there is one.",
  })
  launchOn?: string | null;
  @Field(() => [Int], {
    nullable: true,
    description: "Accounts opened in each month from the launch on; at most 120 months.",
  })
  monthlyAccounts?: number[] | null;
  @Field(() => Int, { nullable: true, description: "Or: how many accounts in all, spread evenly over rampMonths." })
  expectedAccounts?: number | null;
  @Field(() => Int, {
    nullable: true,
    description: "Over how many months expectedAccounts are opened, 1 to 120; 12 when omitted.",
  })
  rampMonths?: number | null;
  @Field(() => DecimalScalar, { nullable: true, description: "What stands on each account on average, in CNY." })
  depositPerAccount?: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "What the bank earns on deposits, 0 to 1 a year, at most six decimals.",
  })
  margin?: string | null;
  @Field(() => DecimalScalar, { nullable: true, description: "What each account earns besides, in CNY a month." })
  feePerAccount?: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "By what a return a year later is worth less, 0 to 1, at most six decimals.",
  })
  discount?: string | null;
}

@InputType("PlatformCostInput", { description: "Something that a platform costs the bank." })
export class PlatformCostInput {
  @Field(() => String, { description: "What it is for, 1 to 300 characters." })
  item!: string;
  @Field(() => MoneyInput, { description: "The amount, more than 0." })
  amount!: MoneyInput;
  @Field(() => DateScalar, { description: "When it was or will be due." })
  dueOn!: string;
}

@InputType("AddPlatformCostsInput", { description: "Costs of one platform, all of them or none." })
export class AddPlatformCostsInput {
  @Field(() => ID, { description: "The platform." })
  platformId!: string;
  @Field(() => [PlatformCostInput], { description: "1 to 200." })
  costs!: PlatformCostInput[];
  @Field(() => String, {
    nullable: true,
    description:
      "1 to 200 characters: the same key with the same content adds nothing again; with other content it is refused.",
  })
  idempotencyKey?: string | null;
}

@InputType("WithdrawPlatformCostsInput", { description: "Costs that turned out to be wrong." })
export class WithdrawPlatformCostsInput {
  @Field(() => ID, { description: "The platform." })
  platformId!: string;
  @Field(() => [ID], { description: "Ids of its costs, at most 200; what is withdrawn already stays so." })
  ids!: string[];
}

@InputType("SetPlatformPlanInput", { description: "A plan in place of the one that stands; what is omitted is 0." })
export class SetPlatformPlanInput {
  @Field(() => ID, { description: "The platform." })
  platformId!: string;
  @Field(() => PlatformAssumptions, { description: "What is expected." })
  plan!: PlatformAssumptions;
}

@ObjectType("PlatformPlanPayload", { description: "What became of it.", simpleResolvers: true })
export class PlatformPlanPayload {
  /** Null when nothing was written. */
  platformKey!: string | null;
  @Field(() => [UserErrorType], { description: "Why nothing was written; empty when it was, or stood so." })
  userErrors!: UserErrorType[];
}
