import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import type { EventKind } from "../../shared/outbox.service.ts";
import { DateTimeScalar } from "../../shared/scalars.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";
import { PlatformEventKind } from "./event.type.ts";

export const EventAudience = defineEnum("EventAudience", "Whose view a webhook gets.", {
  PLATFORM: "The platform's: its own events that are meant for it, under ids private to it.",
  BANK: "The bank's: all events, with the bank's own ids. Head office alone makes these.",
});
export type EventAudience = EnumValue<typeof EventAudience>;

export const WebhookStatus = defineEnum("WebhookStatus", "Whether events are sent.", {
  ENABLED: "They are sent.",
  DISABLED: "Switched off by hand. What happens meanwhile is not sent later; the feed has it.",
  GONE: "Switched off because the receiver answered 410.",
});
export type WebhookStatus = EnumValue<typeof WebhookStatus>;

/** What a caller may set. */
export const WebhookSwitch = defineEnum("WebhookSwitch", "Whether events shall be sent.", {
  ENABLED: "Send what happens from now on.",
  DISABLED: "Send nothing; what waits is parked.",
});
export type WebhookSwitch = EnumValue<typeof WebhookSwitch>;

@ObjectType("Webhook", { description: "A receiver to which events are sent.", simpleResolvers: true })
export class WebhookType {
  webhookId!: string;
  platformId!: string | null;
  @Field(() => ID, { description: "Opaque and stable." })
  id!: string;
  @Field(() => String, { description: "What its keeper calls it." })
  name!: string;
  @Field(() => String, { description: "Where events are sent by POST." })
  url!: string;
  @Field(() => EventAudience, { description: "Whose view it gets." })
  audience!: EventAudience;
  @Field(() => [PlatformEventKind], { nullable: true, description: "Only these kinds; null: all of its audience." })
  kinds!: EventKind[] | null;
  @Field(() => WebhookStatus, { description: "Whether events are sent." })
  status!: WebhookStatus;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Until then every delivery is signed with the former secret, too; null: with one alone.",
  })
  formerSecretUntil!: string | null;
  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: string;
}

@ObjectType("WebhookEdge", { description: "A webhook on a page.", simpleResolvers: true })
export class WebhookEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => WebhookType, { description: "The webhook." })
  node!: WebhookType;
}

@ObjectType("WebhookConnection", { description: "A page of webhooks, the newest first.", simpleResolvers: true })
export class WebhookConnectionType {
  @Field(() => [WebhookEdgeType], { description: "The page." })
  edges!: WebhookEdgeType[];
  @Field(() => [WebhookType], { description: "The webhooks of the page without their edges." })
  nodes!: WebhookType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}

@InputType("CreateWebhookInput", { description: "A new receiver." })
export class CreateWebhookInput {
  @Field(() => ID, {
    nullable: true,
    description: "Whose events; omitted: the caller's own platform, for audience BANK those of all platforms.",
  })
  platformId!: string | null;
  @Field(() => String, { description: "What to call it, 1 to 100 characters." })
  name!: string;
  @Field(() => String, {
    description: "https, a public address, at most 2,000 characters, without user and password.",
  })
  url!: string;
  @Field(() => EventAudience, { defaultValue: "PLATFORM", description: "Whose view it gets." })
  audience!: EventAudience;
  @Field(() => [PlatformEventKind], {
    nullable: true,
    description: "Only these kinds, of its audience; all when omitted.",
  })
  kinds!: EventKind[] | null;
}

@InputType("UpdateWebhookInput", { description: "What changes; what is omitted stays." })
export class UpdateWebhookInput {
  @Field(() => ID, { description: "The webhook." })
  id!: string;
  @Field(() => String, { nullable: true, description: "Its new name." })
  name!: string | null;
  @Field(() => String, { nullable: true, description: "Its new address; what waits is sent there, too." })
  url!: string | null;
  @Field(() => [PlatformEventKind], {
    nullable: true,
    description: "Only these kinds, of its audience, from now on; empty: all.",
  })
  kinds!: EventKind[] | null;
  @Field(() => WebhookSwitch, { nullable: true, description: "Switches it on or off." })
  status!: WebhookSwitch | null;
}

@InputType("RotateWebhookSecretInput", { description: "The next secret of a webhook." })
export class RotateWebhookSecretInput {
  @Field(() => ID, { description: "The webhook." })
  id!: string;
  @Field(() => Int, {
    defaultValue: 24,
    description: "For how many hours deliveries are signed with the old secret as well, 0 to 720.",
  })
  overlapHours!: number;
}

@InputType("DeleteWebhookInput", { description: "The end of a webhook." })
export class DeleteWebhookInput {
  @Field(() => ID, { description: "The webhook." })
  id!: string;
}

@ObjectType("WebhookSecretPayload", { description: "A webhook and its new secret.", simpleResolvers: true })
export class WebhookSecretPayload {
  webhookId!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "Verifies its deliveries: whsec_ and 32 bytes in base64. Told this once; null when there are userErrors.",
  })
  secret!: string | null;
  @Field(() => [UserErrorType], { description: "Why nothing was done; empty when it was." })
  userErrors!: UserErrorType[];
}

@ObjectType("WebhookPayload", { description: "A webhook that was changed.", simpleResolvers: true })
export class WebhookPayload {
  webhookId!: string | null;
  @Field(() => [UserErrorType], { description: "Why nothing was done; empty when it was." })
  userErrors!: UserErrorType[];
}

@ObjectType("DeleteWebhookPayload", { description: "What became of it.", simpleResolvers: true })
export class DeleteWebhookPayload {
  @Field(() => [UserErrorType], { description: "Why it is still there; empty when it is not." })
  userErrors!: UserErrorType[];
}
