import { Arg, Ctx, Mutation, Query, Resolver } from "type-graphql";
import type { Context } from "../../context.ts";
import { dayAsked } from "../../shared/asked.ts";
import { DateScalar } from "../../shared/scalars.ts";
import { priorsOn, setPrior } from "./prior.service.ts";
import { AcquisitionPriorType, SetAcquisitionPriorInput, SetAcquisitionPriorPayload } from "./prior.type.ts";

@Resolver()
export class PriorResolver {
  @Query(() => [AcquisitionPriorType], { description: "The priors in force on a day, by channel and scenario." })
  acquisitionPriors(
    @Arg("asOf", () => DateScalar, { nullable: true, description: "The day; today when omitted." }) asOf: string | null,
    @Ctx() context: Context,
  ) {
    return priorsOn(context.em, dayAsked(context, asOf).asOf);
  }

  @Mutation(() => SetAcquisitionPriorPayload, {
    description:
      "Sets a prior from a day on. userErrors: PROBABILITY_RANGE, DATE_INVALID, BAD_INPUT, NOT_AVAILABLE_YET, TEXT_*.",
  })
  setAcquisitionPrior(
    @Arg("input", () => SetAcquisitionPriorInput, { description: "The prior." }) input: SetAcquisitionPriorInput,
    @Ctx() context: Context,
  ) {
    return setPrior(context.em, context.viewer, input);
  }
}
