import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { PageArgs, relationshipsOf } from "../graph/relationship.args.ts";
import { RelationshipConnectionType } from "../graph/relationship.type.ts";
import { OrganizationType } from "../organizations/organization.type.ts";
import { ownParticipants } from "./participant.loader.ts";
import { findPlatforms, type PlatformPage, platformAsked } from "./platform.loader.ts";
import { Scenario, ScenarioPlatformConnectionType, ScenarioPlatformType } from "./platform.type.ts";

@Resolver(() => ScenarioPlatformType)
export class PlatformResolver {
  @Query(() => ScenarioPlatformType, {
    nullable: true,
    description: "A platform by id. Errors: NOT_FOUND, also for a platform that asks for another one.",
  })
  platform(@Arg("id", () => ID, { description: "Its id." }) id: string, @Ctx() context: Context) {
    return platformAsked(context, id);
  }

  @Query(() => ScenarioPlatformConnectionType, {
    description: "Platforms by id; a platform sees itself alone. Errors: BAD_INPUT, BAD_CURSOR.",
  })
  platforms(
    @Arg("scenario", () => Scenario, { nullable: true, description: "Only this scenario." }) scenario: Scenario | null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    return findPlatforms(context, scenario ?? null, pageSize(first), after ?? null);
  }

  @FieldResolver(() => RelationshipConnectionType, {
    description:
      "Who works through it. The platform itself sees its own registrations as it sent them, by registration, whatever the order asked.",
  })
  participants(@Root() platform: ScenarioPlatformType, @Args(() => PageArgs) args: PageArgs, @Ctx() context: Context) {
    if (context.viewer.kind === "platform") return ownParticipants(context, platform, args);
    return relationshipsOf(platform, context, { ...args, kinds: ["PARTICIPATES_IN"], direction: "IN" });
  }
}

@Resolver(() => OrganizationType)
export class ParticipationResolver {
  @FieldResolver(() => RelationshipConnectionType, { description: "The scenario platforms on which it is registered." })
  participations(
    @Root() organization: OrganizationType,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: Context,
  ) {
    return relationshipsOf(organization, context, { ...args, kinds: ["PARTICIPATES_IN"], direction: "OUT" });
  }
}

@Resolver(() => ScenarioPlatformConnectionType)
export class PlatformConnectionResolver {
  @FieldResolver(() => Int, {
    nullable: true,
    description: "How many there are in all; counted only when asked for, null past 10,000.",
  })
  totalCount(@Root() page: PlatformPage, @Ctx() context: Context) {
    return page.countAll(context);
  }
}
