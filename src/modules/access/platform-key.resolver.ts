import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { notFound } from "../../shared/errors.ts";
import { encodeId, keyOf } from "../../shared/ids.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import { ScenarioPlatformType } from "../platforms/platform.type.ts";
import { findKey, findKeys } from "./platform-key.loader.ts";
import { createKey, revokeKey, rotateKey } from "./platform-key.service.ts";
import {
  CreatePlatformKeyInput,
  PlatformKeyConnectionType,
  PlatformKeySecretPayload,
  PlatformKeyType,
  RevokePlatformKeyInput,
  RevokePlatformKeyPayload,
  RotatePlatformKeyInput,
} from "./platform-key.type.ts";

@Resolver(() => PlatformKeyType)
export class PlatformKeyResolver {
  @Query(() => PlatformKeyConnectionType, {
    description: "Keys of platforms, the newest first. Errors: NOT_FOUND, BAD_INPUT, BAD_CURSOR.",
  })
  platformKeys(
    @Arg("platformId", () => ID, { nullable: true, description: "Only of this platform." }) platformId: string | null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    const platform = platformId == null ? null : keyOf("entity", platformId);
    if (platformId != null && platform === null) throw notFound("platform");
    return findKeys(context.em, platform, pageSize(first), after ?? null);
  }

  @Mutation(() => PlatformKeySecretPayload, {
    description: "Makes a key. userErrors: PLATFORM_NOT_FOUND, TOO_MANY_KEYS, BAD_INPUT, TEXT_*.",
  })
  createPlatformKey(
    @Arg("input", () => CreatePlatformKeyInput, { description: "The key." }) input: CreatePlatformKeyInput,
    @Ctx() context: Context,
  ) {
    const platformId = keyOf("entity", input.platformId) ?? "0";
    return createKey(context.em, context.viewer, context.keyMark, { ...input, platformId });
  }

  @Mutation(() => PlatformKeySecretPayload, {
    description:
      "Makes a key's successor; both are taken until the overlap ends. userErrors: KEY_NOT_FOUND, KEY_NOT_VALID, BAD_INPUT.",
  })
  rotatePlatformKey(
    @Arg("input", () => RotatePlatformKeyInput, { description: "Which, and for how long." })
    input: RotatePlatformKeyInput,
    @Ctx() context: Context,
  ) {
    const keyId = keyOf("platformKey", input.id) ?? "";
    return rotateKey(context.em, context.viewer, context.keyMark, { ...input, keyId });
  }

  @Mutation(() => RevokePlatformKeyPayload, {
    description: "Ends a key, on every server within five seconds; safe to repeat. userErrors: KEY_NOT_FOUND.",
  })
  revokePlatformKey(
    @Arg("input", () => RevokePlatformKeyInput, { description: "Which." }) input: RevokePlatformKeyInput,
    @Ctx() context: Context,
  ) {
    return revokeKey(context.em, context.viewer, keyOf("platformKey", input.id) ?? "");
  }

  @FieldResolver(() => ID, { description: "Opaque and stable." })
  id(@Root() key: PlatformKeyType) {
    return encodeId("platformKey", key.keyId);
  }

  @FieldResolver(() => ScenarioPlatformType, { description: "The platform whose key it is." })
  platform(@Root() key: PlatformKeyType, @Ctx() context: Context) {
    return loadEntity(context, key.platformId);
  }

  @FieldResolver(() => ID, { nullable: true, description: "The key that it follows; null: it follows none." })
  replaces(@Root() key: PlatformKeyType) {
    return key.replacesId && encodeId("platformKey", key.replacesId);
  }
}

@Resolver(() => PlatformKeySecretPayload)
export class PlatformKeySecretResolver {
  @FieldResolver(() => PlatformKeyType, { nullable: true, description: "The key; null when there are userErrors." })
  key(@Root() payload: PlatformKeySecretPayload, @Ctx() context: Context) {
    return findKey(context.em, payload.keyId);
  }
}

@Resolver(() => RevokePlatformKeyPayload)
export class RevokePlatformKeyResolver {
  @FieldResolver(() => PlatformKeyType, { nullable: true, description: "The key; null when there are userErrors." })
  key(@Root() payload: RevokePlatformKeyPayload, @Ctx() context: Context) {
    return findKey(context.em, payload.keyId);
  }
}
