import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { DateScalar } from "../../shared/scalars.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import { EntityType } from "../graph/entity.type.ts";
import { OrganizationType } from "../organizations/organization.type.ts";
import { loadChain } from "./chain.loader.ts";
import { pageOfChain } from "./chain.page.ts";
import {
  AcquisitionChainType,
  AcquisitionStepType,
  ChainOrganizationConnectionType,
  ChainOrganizationsArgs,
  ChainOrganizationType,
} from "./chain.type.ts";
import { recordRecommendations } from "./recommendation.service.ts";
import { RecordRecommendationsInput, RecordRecommendationsPayload } from "./recommendation.type.ts";

@Resolver(() => AcquisitionStepType)
export class ChainResolver {
  @Mutation(() => RecordRecommendationsPayload, {
    description: "Records who recommended the bank or a platform to whom, in one transaction and safe to repeat.",
  })
  recordRecommendations(
    @Arg("input", () => RecordRecommendationsInput, { description: "The call." }) input: RecordRecommendationsInput,
    @Ctx() context: Context,
  ) {
    return recordRecommendations(context, input);
  }

  @Query(() => AcquisitionChainType, {
    description: "By which steps a platform brought clients, and how many each. Errors: NOT_FOUND, BAD_INPUT.",
  })
  acquisitionChain(
    @Arg("platformId", () => ID, { description: "The platform." }) platformId: string,
    @Arg("asOf", () => DateScalar, { nullable: true, description: "The day asked about; today when omitted." })
    asOf: string | null,
    @Ctx() context: Context,
  ) {
    return loadChain(context, platformId, asOf);
  }

  @Query(() => ChainOrganizationConnectionType, {
    description: "Whom a step of acquisitionChain counts. Errors: NOT_FOUND, BAD_INPUT, BAD_CURSOR.",
  })
  chainOrganizations(@Args(() => ChainOrganizationsArgs) args: ChainOrganizationsArgs, @Ctx() context: Context) {
    return pageOfChain(context, args);
  }

  @FieldResolver(() => EntityType, {
    description: "Who recommended or operates; of participants the platform, of members whose they are.",
  })
  entity(@Root() { entityKey }: AcquisitionStepType, @Ctx() context: Context) {
    return loadEntity(context, entityKey);
  }

  @FieldResolver(() => EntityType, {
    nullable: true,
    description: "To whom it was recommended, or the platform that is operated; null: participants and members.",
  })
  target(@Root() { targetKey }: AcquisitionStepType, @Ctx() context: Context) {
    return targetKey && loadEntity(context, targetKey);
  }
}

@Resolver(() => ChainOrganizationType)
export class ChainOrganizationResolver {
  @FieldResolver(() => OrganizationType, { description: "The organization." })
  organization(@Root() { organizationKey }: ChainOrganizationType, @Ctx() context: Context) {
    return loadEntity(context, organizationKey);
  }
}
