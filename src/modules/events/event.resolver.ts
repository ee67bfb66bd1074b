import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root, Subscription } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import type { EventKind } from "../../shared/outbox.service.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import { OrganizationType } from "../organizations/organization.type.ts";
import { ScenarioPlatformType } from "../platforms/platform.type.ts";
import { findEvents, followEvents, organizationOf } from "./event.loader.ts";
import { platformAsked } from "./event.policy.ts";
import {
  PlatformEventConnectionType,
  PlatformEventEdgeType,
  PlatformEventKind,
  PlatformEventType,
} from "./event.type.ts";

/** So many events are read at once for a stream. */
const followedPage = 50;

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

  @Subscription(() => PlatformEventEdgeType, {
    name: "events",
    description:
      "What happens on platforms, as the feed tells it, one event an answer: behind a cursor all there are, then each within a second or two. At /graphql/stream. Errors: NOT_FOUND, BAD_CURSOR.",
    subscribe: ({ args: { platform, kinds, after }, context }) =>
      followEvents(context, context.stream, {
        platformId: platformAsked(context, platform),
        kinds: kinds ?? null,
        first: followedPage,
        after: after ?? null,
      }),
  })
  followed(
    @Root() edge: PlatformEventEdgeType,
    @Arg("platform", () => ID, {
      nullable: true,
      description: "Of this platform alone; omitted: a platform's own, for the bank those of all.",
    })
    _platform: string | null,
    @Arg("kinds", () => [PlatformEventKind], { nullable: true, description: "Only these kinds; all when omitted." })
    _kinds: EventKind[] | null,
    @Arg("after", () => String, {
      nullable: true,
      description: "Cursor of the last event that the caller has; omitted: from now on.",
    })
    _after: string | null,
  ) {
    return edge;
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
