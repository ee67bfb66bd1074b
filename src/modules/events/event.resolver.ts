import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import type { EventKind } from "../../shared/outbox.service.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import { OrganizationType } from "../organizations/organization.type.ts";
import { ScenarioPlatformType } from "../platforms/platform.type.ts";
import { findEvents, organizationOf } from "./event.loader.ts";
import { platformAsked } from "./event.policy.ts";
import { PlatformEventConnectionType, PlatformEventKind, PlatformEventType } from "./event.type.ts";

@Resolver(() => PlatformEventType)
export class PlatformEventResolver {
  @Query(() => PlatformEventConnectionType, {
    description:
      "What happened on platforms, the oldest first; a platform sees its own events that are meant for it. Errors: NOT_FOUND, BAD_INPUT, BAD_CURSOR.",
  })
  events(
    @Arg("platform", () => ID, {
      nullable: true,
      description: "Of this platform alone; omitted: a platform's own, for the bank those of all.",
    })
    platform: string | null,
    @Arg("kinds", () => [PlatformEventKind], { nullable: true, description: "Only these kinds; all when omitted." })
    kinds: EventKind[] | null,
    @Arg("after", () => String, { nullable: true, description: "Cursor of the last event that the caller has." })
    after: string | null,
    @Arg("first", () => Int, { defaultValue: 100, description: "1 to 100." }) first: number,
    @Ctx() context: Context,
  ) {
    const platformId = platformAsked(context, platform);
    return findEvents(context, { platformId, kinds: kinds ?? null, first: pageSize(first), after: after ?? null });
  }

  @FieldResolver(() => ScenarioPlatformType, { description: "The platform on which it happened." })
  platform(@Root() { platformId }: PlatformEventType, @Ctx() context: Context) {
    return loadEntity(context, platformId);
  }

  @FieldResolver(() => OrganizationType, {
    nullable: true,
    description:
      "Whom it happened to: for the platform as it sent it, under an id private to it; for the bank its own organization. Null: to no single one.",
  })
  organization(@Root() event: PlatformEventType, @Ctx() context: Context) {
    return organizationOf(context, event);
  }
}
