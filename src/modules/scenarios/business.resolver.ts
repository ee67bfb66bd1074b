import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import { ScenarioPlatformType } from "../platforms/platform.type.ts";
import { loadBusinessCase } from "./business.loader.ts";
import { BusinessCaseArgs, PlatformBusinessCaseType } from "./business.type.ts";
import { loadCosts, loadPlan } from "./plan.loader.ts";
import { addPlatformCosts, setPlatformPlan, withdrawPlatformCosts } from "./plan.service.ts";
import {
  AddPlatformCostsInput,
  PlatformCostType,
  PlatformPlanPayload,
  PlatformPlanType,
  SetPlatformPlanInput,
  WithdrawPlatformCostsInput,
} from "./plan.type.ts";

@Resolver(() => ScenarioPlatformType)
export class PlatformPlanResolver {
  @FieldResolver(() => [PlatformCostType], { description: "What it costs the bank, by the day due; at most 1,000." })
  costs(@Root() { key }: ScenarioPlatformType, @Ctx() context: Context) {
    return loadCosts(context, key!);
  }

  @FieldResolver(() => PlatformPlanType, {
    nullable: true,
    description: "What head office expects of it; null: no plan is kept.",
  })
  plan(@Root() { key }: ScenarioPlatformType, @Ctx() context: Context) {
    return loadPlan(context, key!);
  }
}

@Resolver(() => PlatformPlanPayload)
export class BusinessResolver {
  @Query(() => PlatformBusinessCaseType, {
    description:
      "Cost against expected accounts, deposits and margin, and the actuals beside them. Errors: NOT_FOUND, BAD_INPUT.",
  })
  platformBusinessCase(@Args(() => BusinessCaseArgs) args: BusinessCaseArgs, @Ctx() context: Context) {
    return loadBusinessCase(context, args);
  }

  @Mutation(() => PlatformPlanPayload, {
    description:
      "Adds costs to a platform. userErrors: PLATFORM_NOT_FOUND, TOO_MANY_ROWS, TEXT_*, AMOUNT_*, CURRENCY_UNKNOWN, DATE_INVALID, IDEMPOTENCY_KEY_REUSED.",
  })
  addPlatformCosts(
    @Arg("input", () => AddPlatformCostsInput, { description: "The costs." }) input: AddPlatformCostsInput,
    @Ctx() context: Context,
  ) {
    return addPlatformCosts(context, input);
  }

  @Mutation(() => PlatformPlanPayload, {
    description: "Takes costs of a platform back. userErrors: PLATFORM_NOT_FOUND, NOT_FOUND, TOO_MANY_ROWS.",
  })
  withdrawPlatformCosts(
    @Arg("input", () => WithdrawPlatformCostsInput, { description: "Which." }) input: WithdrawPlatformCostsInput,
    @Ctx() context: Context,
  ) {
    return withdrawPlatformCosts(context, input);
  }

  @Mutation(() => PlatformPlanPayload, {
    description:
      "Says what is expected of a platform. userErrors: PLATFORM_NOT_FOUND, AMOUNT_*, BAD_INPUT, DATE_INVALID.",
  })
  setPlatformPlan(
    @Arg("input", () => SetPlatformPlanInput, { description: "The plan." }) input: SetPlatformPlanInput,
    @Ctx() context: Context,
  ) {
    return setPlatformPlan(context, input);
  }

  @FieldResolver(() => ScenarioPlatformType, {
    nullable: true,
    description: "The platform as it stands now; null when there are userErrors.",
  })
  platform(@Root() { platformKey }: PlatformPlanPayload, @Ctx() context: Context) {
    return platformKey && loadEntity(context, platformKey);
  }
}
