import { Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import { OrganizationType } from "../organizations/organization.type.ts";
import { curveAsked } from "./coverage.curve.ts";
import { loadCoverage } from "./coverage.loader.ts";
import { type ParticipantPage, pageOfParticipants } from "./coverage.page.ts";
import { coverageAsked } from "./coverage.question.ts";
import {
  CoverageArgs,
  CoverageCurveArgs,
  CoveragePointType,
  CoveredParticipantConnectionType,
  CoveredParticipantsArgs,
  CoveredParticipantType,
  PlatformCoverageType,
  RemainingParticipantsArgs,
} from "./coverage.type.ts";

@Resolver()
export class CoverageResolver {
  @Query(() => PlatformCoverageType, {
    description:
      "How many of a platform's participants the bank has won, by role, region and month. Errors: NOT_FOUND, BAD_INPUT.",
  })
  async platformCoverage(@Args(() => CoverageArgs) args: CoverageArgs, @Ctx() context: Context) {
    const question = await coverageAsked(context, args);
    return loadCoverage(context, question);
  }

  @Query(() => [CoveragePointType], {
    description:
      "The same over time: a point for the end of each month, the earliest first. Errors: NOT_FOUND, BAD_INPUT.",
  })
  coverageCurve(@Args(() => CoverageCurveArgs) args: CoverageCurveArgs, @Ctx() context: Context) {
    return curveAsked(context, args);
  }

  @Query(() => CoveredParticipantConnectionType, {
    description: "Whom a number of platformCoverage counts. Errors: NOT_FOUND, BAD_INPUT, BAD_CURSOR.",
  })
  coverageParticipants(@Args(() => CoveredParticipantsArgs) args: CoveredParticipantsArgs, @Ctx() context: Context) {
    const { standings } = args;
    return pageOfParticipants(context, args, { standings });
  }

  @Query(() => CoveredParticipantConnectionType, {
    description: "Who is left: participants without an account, and why. Errors: NOT_FOUND, BAD_INPUT, BAD_CURSOR.",
  })
  remainingParticipants(
    @Args(() => RemainingParticipantsArgs) args: RemainingParticipantsArgs,
    @Ctx() context: Context,
  ) {
    const { reasons } = args;
    return pageOfParticipants(context, args, { standings: ["REMAINING"], reasons });
  }
}

@Resolver(() => CoveredParticipantType)
export class CoveredParticipantResolver {
  @FieldResolver(() => OrganizationType, { description: "The organization." })
  organization(@Root() { organizationKey }: CoveredParticipantType, @Ctx() context: Context) {
    return loadEntity(context, organizationKey);
  }
}

@Resolver(() => CoveredParticipantConnectionType)
export class CoveredParticipantConnectionResolver {
  @FieldResolver(() => Int, {
    nullable: true,
    description: "How many there are in all; counted only when asked for, null past 10,000.",
  })
  totalCount(@Root() page: ParticipantPage, @Ctx() context: Context) {
    return page.countAll(context);
  }
}
