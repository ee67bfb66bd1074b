import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { DateTimeScalar } from "../../shared/scalars.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";
import { PlatformEventType } from "./event.type.ts";

export const WebhookFailure = defineEnum("WebhookFailure", "Why an attempt to deliver failed.", {
  STATUS: "The receiver answered another status than 2xx.",
  REDIRECTED: "The receiver answered with a redirect, which is not followed.",
  GONE: "The receiver answered 410: the webhook was switched off.",
  TIMED_OUT: "The receiver did not answer in time.",
  CONNECTION_FAILED: "No connection came about, or it broke.",
  TLS_FAILED: "The receiver's certificate is not valid, or there was no agreement on encryption.",
  ADDRESS_REFUSED: "The receiver's name leads nowhere, or to an address that is not public.",
  SECRET_UNREADABLE: "The bank cannot read the webhook's secret any more: rotate it.",
});
export type WebhookFailure = EnumValue<typeof WebhookFailure>;

export const DeliveryState = defineEnum("WebhookDeliveryState", "How far a delivery is.", {
  WAITING: "It is tried, or waits for its turn or its next attempt.",
  DELIVERED: "The receiver took it.",
  PARKED: "It was given up, after 24 hours or because the webhook was switched off; redeliver tries again.",
});
export type DeliveryState = EnumValue<typeof DeliveryState>;

@ObjectType("WebhookAttempt", { description: "One attempt to deliver an event.", simpleResolvers: true })
export class WebhookAttemptType {
  @Field(() => DateTimeScalar, { description: "When it was over." })
  attemptedAt!: string;
  @Field(() => Int, { description: "How long it took, in milliseconds." })
  durationMs!: number;
  @Field(() => Int, { nullable: true, description: "HTTP status that the receiver answered; null: none." })
  status!: number | null;
  @Field(() => WebhookFailure, { nullable: true, description: "Why it failed; null: it was taken." })
  code!: WebhookFailure | null;
  @Field(() => String, {
    nullable: true,
    description: "How the receiver's refusal begins, at most 200 characters; null: taken, or nothing said.",
  })
  excerpt!: string | null;
}

@ObjectType("WebhookDelivery", { description: "One event on its way to one webhook.", simpleResolvers: true })
export class WebhookDeliveryType {
  deliveryId!: string;
  @Field(() => ID, { description: "Opaque and stable; for redeliver." })
  id!: string;
  @Field(() => PlatformEventType, { description: "The event; its id is the header webhook-id." })
  event!: PlatformEventType;
  @Field(() => DeliveryState, { description: "How far it is." })
  state!: DeliveryState;
  @Field(() => Int, { description: "Attempts since it was published or last redelivered." })
  attemptCount!: number;
  @Field(() => DateTimeScalar, {
    description: "When it is given up unless it is delivered: 24 hours after it was published or last redelivered.",
  })
  expiresAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: "When it was delivered or parked; null: it waits." })
  endedAt!: string | null;
}

@ObjectType("WebhookDeliveryEdge", { description: "A delivery on a page.", simpleResolvers: true })
export class WebhookDeliveryEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => WebhookDeliveryType, { description: "The delivery." })
  node!: WebhookDeliveryType;
}

@ObjectType("WebhookDeliveryConnection", {
  description: "A page of deliveries, the newest event first. Delivered and parked ones are kept for 30 days.",
  simpleResolvers: true,
})
export class WebhookDeliveryConnectionType {
  @Field(() => [WebhookDeliveryEdgeType], { description: "The page." })
  edges!: WebhookDeliveryEdgeType[];
  @Field(() => [WebhookDeliveryType], { description: "The deliveries of the page without their edges." })
  nodes!: WebhookDeliveryType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}

@InputType("RedeliverInput", { description: "What to deliver again." })
export class RedeliverInput {
  @Field(() => ID, { description: "The webhook." })
  webhookId!: string;
  @Field(() => [ID], {
    nullable: true,
    description:
      "These deliveries, delivered ones too, at most 1,000; omitted: all that are parked, or failed and wait for their next attempt.",
  })
  deliveryIds!: string[] | null;
}

@ObjectType("RedeliverPayload", { description: "What is delivered again.", simpleResolvers: true })
export class RedeliverPayload {
  @Field(() => Int, { description: "How many deliveries wait again; 0 when there are userErrors." })
  count!: number;
  @Field(() => [UserErrorType], { description: "Why nothing is; empty when it is." })
  userErrors!: UserErrorType[];
}
