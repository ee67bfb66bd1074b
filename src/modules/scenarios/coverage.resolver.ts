import { Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { MoneyType } from "../../shared/money.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import { OrganizationType } from "../organizations/organization.type.ts";
import { curveAsked } from "./coverage.curve.ts";
import { loadCoverage } from "./coverage.loader.ts";
import { type ParticipantPage, pageOfParticipants } from "./coverage.page.ts";
import { coverageAsked } from "./coverage.question.ts";
import {
  CoverageArgs,
  CoverageBucketType,
  CoverageCurveArgs,
  CoveragePointType,
  CoveredParticipantConnectionType,
  CoveredParticipantsArgs,
  CoveredParticipantType,
  PlatformCoverageType,
  RemainingParticipantsArgs,
} from "./coverage.type.ts";
import { loadBucketDeposits, loadCurveDeposits, loadParticipantDeposits } from "./deposit.loader.ts";

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

const deposits =
  "What they deposited through the platform's cases by the day, per currency. A branch is told of those alone who have an account with it.";

@Resolver(() => CoverageBucketType)
export class CoverageBucketResolver {
  @FieldResolver(() => [MoneyType], { description: deposits })
  async deposits(@Root() { key, question }: CoverageBucketType, @Ctx() context: Context) {
    const sums = await loadBucketDeposits(context, question);
    return sums.get(key) ?? [];
  }
}

@Resolver(() => CoveragePointType)
export class CoveragePointResolver {
  @FieldResolver(() => [MoneyType], { description: deposits })
  async deposits(@Root() { day, question }: CoveragePointType, @Ctx() context: Context) {
    const sums = await loadCurveDeposits(context, question);
    return sums.get(day) ?? [];
  }
}

@Resolver(() => CoveredParticipantType)
export class CoveredParticipantResolver {
  @FieldResolver(() => OrganizationType, { description: "The organization." })
  organization(@Root() { organizationKey }: CoveredParticipantType, @Ctx() context: Context) {
    return loadEntity(context, organizationKey);
  }

  @FieldResolver(() => [MoneyType], {
    description:
      "What it deposited through the platform's cases by the day, per currency; empty for a branch with which it has no account.",
  })
  deposits(@Root() { organizationKey, platform, day }: CoveredParticipantType, @Ctx() context: Context) {
    return loadParticipantDeposits(context, { parent: organizationKey, platform, day });
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
