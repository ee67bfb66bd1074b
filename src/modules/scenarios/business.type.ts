import { ArgsType, Field, ID, Int, ObjectType } from "type-graphql";
import { MoneyType } from "../../shared/money.ts";
import { DateScalar, DecimalScalar } from "../../shared/scalars.ts";
import { PlatformAssumptions, PlatformPlanType } from "./plan.type.ts";

@ArgsType()
export class BusinessCaseArgs {
  @Field(() => ID, { description: "The platform." })
  platformId!: string;
  @Field(() => PlatformAssumptions, {
    nullable: true,
    description: "In place of what head office's plan says; the plan when omitted.",
  })
  assumptions?: PlatformAssumptions | null;
  @Field(() => Int, { defaultValue: 36, description: "How many months from the launch on, 1 to 120." })
  months!: number;
  @Field(() => DateScalar, { nullable: true, description: "The day up to which actuals are told; today when omitted." })
  asOf?: string | null;
}

@ObjectType("BusinessMonthResult", { description: "What a month came to. Amounts are in CNY.", simpleResolvers: true })
export class BusinessMonthResultType {
  @Field(() => Int, {
    description:
      "Accounts at its end. Actual: participants that are clients then and became so after the project began.",
  })
  accounts!: number;
  @Field(() => DecimalScalar, {
    description:
      "Deposits at its end. Actual: what those who took part then had deposited through the platform's cases.",
  })
  deposits!: string;
  @Field(() => DecimalScalar, { description: "Costs due in it; in the first month also all before." })
  cost!: string;
  @Field(() => DecimalScalar, {
    description: "What it brings in: a twelfth of the margin on the deposits, and the fee of each account.",
  })
  income!: string;
  @Field(() => DecimalScalar, { description: "Income less cost; may be negative." })
  net!: string;
  @Field(() => DecimalScalar, {
    description: "Sum of the nets so far, each discounted to the first month; may be negative.",
  })
  cumulative!: string;
}

@ObjectType("BusinessMonth", { description: "A month of a business case.", simpleResolvers: true })
export class BusinessMonthType {
  @Field(() => Int, { description: "From 1, the month of the launch." })
  index!: number;
  @Field(() => String, { description: "The month, YYYY-MM." })
  month!: string;
  @Field(() => BusinessMonthResultType, { description: "As assumed." })
  planned!: BusinessMonthResultType;
  @Field(() => BusinessMonthResultType, {
    nullable: true,
    description:
      "As it was, up to the day asked, with the assumed margin, fee and discount; null: it has not come, or the platform is not launched.",
  })
  actual!: BusinessMonthResultType | null;
}

@ObjectType("PlatformBusinessCase", {
  description: "What a platform costs against what it may bring, month by month, and what it did bring.",
  simpleResolvers: true,
})
export class PlatformBusinessCaseType {
  @Field(() => DateScalar, { description: "The day up to which actuals are told." })
  asOf!: string;
  @Field(() => String, { description: "The one currency of all its amounts, CNY." })
  currency!: string;
  @Field(() => DateScalar, { description: "The launch; before that the planned one, else the day asked." })
  startsOn!: string;
  @Field(() => PlatformPlanType, { description: "What it was worked out with." })
  assumptions!: PlatformPlanType;
  @Field(() => [BusinessMonthType], { description: "As many as were asked for." })
  months!: BusinessMonthType[];
  @Field(() => Int, {
    nullable: true,
    description:
      "The month from which on the planned cumulative is never negative again; null: not within the months asked.",
  })
  plannedPayBackMonth!: number | null;
  @Field(() => Int, { nullable: true, description: "The same of the actuals; null: not so far." })
  actualPayBackMonth!: number | null;
  @Field(() => [MoneyType], {
    description: "Costs in other currencies, which no figure here counts: currencies are never added.",
  })
  costsLeftOut!: MoneyType[];
}
