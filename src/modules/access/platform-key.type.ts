import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { DateTimeScalar } from "../../shared/scalars.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";
import type { PlatformPermission } from "../../shared/viewer.ts";

export const PlatformPermissionEnum = defineEnum("PlatformPermission", "What a platform's key may be given.", {
  REGISTER_PARTICIPANTS: "Register its platform's participants, and learn what became of each row.",
  READ_PARTICIPANTS: "Read its platform, the participants that were registered on it, and its events.",
  MANAGE_WEBHOOKS: "Say where its events are sent, and see what became of them.",
} satisfies Record<PlatformPermission, string>);

export const PlatformKeyStatus = defineEnum("PlatformKeyStatus", "Whether a key is taken.", {
  VALID: "It is taken.",
  EXPIRED: "Its time is over.",
  REVOKED: "It was ended by hand.",
});

@ObjectType("PlatformKey", {
  description: "A key of a scenario platform's machine, without its secret.",
  simpleResolvers: true,
})
export class PlatformKeyType {
  keyId!: string;
  platformId!: string;
  replacesId!: string | null;
  @Field(() => String, { description: "How the key begins: enough to recognise it, not to use it." })
  prefix!: string;
  @Field(() => String, { description: "What head office calls it." })
  name!: string;
  @Field(() => [PlatformPermissionEnum], { description: "What it was given." })
  permissions!: PlatformPermission[];
  @Field(() => PlatformKeyStatus, { description: "Whether it is taken at the moment." })
  status!: EnumValue<typeof PlatformKeyStatus>;
  @Field(() => String, { description: "The subject of whoever made it." })
  createdBy!: string;
  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: string;
  @Field(() => DateTimeScalar, { description: "When it stops, by its own term or because its successor took over." })
  expiresAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: "When it was ended by hand; null: it was not." })
  revokedAt!: string | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was last used, to the minute or so; null: never.",
  })
  lastUsedAt!: string | null;
}

@ObjectType("PlatformKeyEdge", { description: "A key on a page.", simpleResolvers: true })
export class PlatformKeyEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => PlatformKeyType, { description: "The key." })
  node!: PlatformKeyType;
}

@ObjectType("PlatformKeyConnection", { description: "A page of keys, the newest first.", simpleResolvers: true })
export class PlatformKeyConnectionType {
  @Field(() => [PlatformKeyEdgeType], { description: "The page." })
  edges!: PlatformKeyEdgeType[];
  @Field(() => [PlatformKeyType], { description: "The keys of the page without their edges." })
  nodes!: PlatformKeyType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}

@InputType("CreatePlatformKeyInput", { description: "A new key." })
export class CreatePlatformKeyInput {
  @Field(() => ID, { description: "The one platform whose key it is." })
  platformId!: string;
  @Field(() => String, { description: "What to call it, 1 to 100 characters." })
  name!: string;
  @Field(() => [PlatformPermissionEnum], { description: "What it may do; at least one." })
  permissions!: PlatformPermission[];
  @Field(() => Int, { defaultValue: 365, description: "After how many days it stops, 1 to 400." })
  validDays!: number;
}

@InputType("RotatePlatformKeyInput", { description: "The successor of a key." })
export class RotatePlatformKeyInput {
  @Field(() => ID, { description: "The key to be followed." })
  id!: string;
  @Field(() => Int, { defaultValue: 365, description: "After how many days the new key stops, 1 to 400." })
  validDays!: number;
  @Field(() => Int, { defaultValue: 168, description: "How many hours the old key is still taken, 0 to 720." })
  overlapHours!: number;
}

@InputType("RevokePlatformKeyInput", { description: "The end of a key." })
export class RevokePlatformKeyInput {
  @Field(() => ID, { description: "The key." })
  id!: string;
}

@ObjectType("PlatformKeySecretPayload", { description: "A key that was made.", simpleResolvers: true })
export class PlatformKeySecretPayload {
  keyId!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "The whole key, to be sent as bearer token. It is told this once and kept nowhere; null when there are userErrors.",
  })
  secret!: string | null;
  @Field(() => [UserErrorType], { description: "Why no key was made; empty when one was." })
  userErrors!: UserErrorType[];
}

@ObjectType("RevokePlatformKeyPayload", { description: "What became of it.", simpleResolvers: true })
export class RevokePlatformKeyPayload {
  keyId!: string | null;
  @Field(() => [UserErrorType], { description: "Why nothing was done; empty when the key is ended." })
  userErrors!: UserErrorType[];
}
