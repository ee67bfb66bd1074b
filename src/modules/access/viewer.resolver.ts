import { Ctx, FieldResolver, ID, Query, Resolver } from "type-graphql";
import type { Context } from "../../context.ts";
import { encodeId } from "../../shared/ids.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import { ScenarioPlatformType } from "../platforms/platform.type.ts";
import { PlatformPermissionEnum } from "./platform-key.type.ts";
import { ViewerType } from "./viewer.type.ts";

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Query(() => ViewerType, { description: "Who is asking." })
  viewer(@Ctx() { viewer }: Context): ViewerType {
    return { name: viewer.name, role: viewer.role };
  }

  @FieldResolver(() => ID, {
    nullable: true,
    description: "The branch it belongs to; null for head office, auditors and platforms.",
  })
  branch(@Ctx() { viewer }: Context) {
    return viewer.kind === "staff" && viewer.branchId ? encodeId("branch", viewer.branchId) : null;
  }

  @FieldResolver(() => ScenarioPlatformType, {
    nullable: true,
    description: "The platform it is a machine of; null for people.",
  })
  platform(@Ctx() context: Context) {
    return context.viewer.kind === "platform" ? loadEntity(context, context.viewer.platformId) : null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "The front-end app that acts for the viewer (the token's azp); null: the token names none.",
  })
  client(@Ctx() { viewer }: Context) {
    return viewer.client;
  }

  @FieldResolver(() => [PlatformPermissionEnum], {
    nullable: true,
    description: "What the platform's key was given; null for people.",
  })
  permissions(@Ctx() { viewer }: Context) {
    return viewer.kind === "platform" ? viewer.permissions : null;
  }
}
