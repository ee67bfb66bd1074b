import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import { ScenarioPlatformType } from "../platforms/platform.type.ts";
import { loadProject } from "./project.loader.ts";
import { createPlatform, setPlatformStatus, updatePlatform } from "./project.service.ts";
import {
  CreatePlatformInput,
  PlatformPayload,
  PlatformProjectType,
  SetPlatformStatusInput,
  UpdatePlatformInput,
} from "./project.type.ts";

@Resolver(() => ScenarioPlatformType)
export class PlatformProjectResolver {
  @FieldResolver(() => PlatformProjectType, { description: "How far it has come as a project of the bank." })
  project(@Root() { key }: ScenarioPlatformType, @Ctx() context: Context) {
    return loadProject(context, key!);
  }
}

@Resolver(() => PlatformPayload)
export class ProjectResolver {
  @Mutation(() => PlatformPayload, {
    description:
      "Makes a platform, which is proposed. userErrors: ROLE_UNKNOWN, TEXT_*, BAD_INPUT, NOT_FOUND, DATE_INVALID, DATE_FUTURE, IDEMPOTENCY_KEY_REUSED.",
  })
  createPlatform(
    @Arg("input", () => CreatePlatformInput, { description: "The platform." }) input: CreatePlatformInput,
    @Ctx() context: Context,
  ) {
    return createPlatform(context, input);
  }

  @Mutation(() => PlatformPayload, {
    description:
      "Changes a platform's name, adds roles, says who operates it. userErrors: PLATFORM_NOT_FOUND, ROLE_UNKNOWN, TEXT_*, BAD_INPUT, NOT_FOUND, DATE_INVALID, DATE_FUTURE.",
  })
  updatePlatform(
    @Arg("input", () => UpdatePlatformInput, { description: "What changes." }) input: UpdatePlatformInput,
    @Ctx() context: Context,
  ) {
    return updatePlatform(context, input);
  }

  @Mutation(() => PlatformPayload, {
    description:
      "Says when a platform reached a status, or takes that back. userErrors: PLATFORM_NOT_FOUND, DATE_INVALID, DATE_FUTURE, DATE_ORDER.",
  })
  setPlatformStatus(
    @Arg("input", () => SetPlatformStatusInput, { description: "The status." }) input: SetPlatformStatusInput,
    @Ctx() context: Context,
  ) {
    return setPlatformStatus(context, input);
  }

  @FieldResolver(() => ScenarioPlatformType, {
    nullable: true,
    description: "The platform as it stands now; null when there are userErrors.",
  })
  platform(@Root() { platformKey }: PlatformPayload, @Ctx() context: Context) {
    return platformKey && loadEntity(context, platformKey);
  }
}
