import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { keyOf, keysOf } from "../../shared/ids.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import { ScenarioPlatformType } from "../platforms/platform.type.ts";
import { findDeliveries, loadAttempts } from "./delivery.loader.ts";
import {
  DeliveryState,
  RedeliverInput,
  RedeliverPayload,
  WebhookAttemptType,
  WebhookDeliveryConnectionType,
  WebhookDeliveryType,
} from "./delivery.type.ts";
import { platformAsked } from "./event.policy.ts";
import { redeliver } from "./redelivery.service.ts";
import { findWebhook, findWebhooks } from "./webhook.loader.ts";
import { createWebhook, deleteWebhook, rotateSecret, updateWebhook } from "./webhook.service.ts";
import {
  CreateWebhookInput,
  DeleteWebhookInput,
  DeleteWebhookPayload,
  RotateWebhookSecretInput,
  UpdateWebhookInput,
  WebhookConnectionType,
  WebhookPayload,
  WebhookSecretPayload,
  WebhookType,
} from "./webhook.type.ts";

const idOf = (id: string): string | null => keyOf("webhook", id);

@Resolver(() => WebhookType)
export class WebhookResolver {
  @Query(() => WebhookConnectionType, {
    description:
      "Receivers of events, the newest first; a platform sees those of its own view. Errors: NOT_FOUND, BAD_INPUT, BAD_CURSOR.",
  })
  webhooks(
    @Arg("platform", () => ID, { nullable: true, description: "Of this platform alone." }) platform: string | null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    return findWebhooks(context, platformAsked(context, platform), pageSize(first), after ?? null);
  }

  @Mutation(() => WebhookSecretPayload, {
    description:
      "Makes a receiver of events. userErrors: PLATFORM_NOT_FOUND, FORBIDDEN, BAD_INPUT, URL_INVALID, URL_REFUSED, TOO_MANY_WEBHOOKS, WEBHOOK_KEY_MISSING, TEXT_*.",
  })
  createWebhook(
    @Arg("input", () => CreateWebhookInput, { description: "The receiver." }) input: CreateWebhookInput,
    @Ctx() context: Context,
  ) {
    const platformId = input.platformId == null ? null : (keyOf("entity", input.platformId) ?? "0");
    return createWebhook(context.em, context.viewer, { ...input, platformId });
  }

  @Mutation(() => WebhookPayload, {
    description:
      "Changes a webhook, or switches it on or off. userErrors: NOT_FOUND, BAD_INPUT, URL_INVALID, URL_REFUSED, TEXT_*.",
  })
  updateWebhook(
    @Arg("input", () => UpdateWebhookInput, { description: "What changes." }) input: UpdateWebhookInput,
    @Ctx() context: Context,
  ) {
    return updateWebhook(context.em, context.viewer, { ...input, id: idOf(input.id) });
  }

  @Mutation(() => WebhookSecretPayload, {
    description:
      "Makes a webhook's next secret; deliveries are signed with both until the overlap ends. userErrors: NOT_FOUND, BAD_INPUT, WEBHOOK_KEY_MISSING.",
  })
  rotateWebhookSecret(
    @Arg("input", () => RotateWebhookSecretInput, { description: "Which, and for how long." })
    input: RotateWebhookSecretInput,
    @Ctx() context: Context,
  ) {
    return rotateSecret(context.em, context.viewer, idOf(input.id), input.overlapHours);
  }

  @Mutation(() => DeleteWebhookPayload, { description: "Ends a webhook for good. userErrors: NOT_FOUND." })
  deleteWebhook(
    @Arg("input", () => DeleteWebhookInput, { description: "Which." }) input: DeleteWebhookInput,
    @Ctx() context: Context,
  ) {
    return deleteWebhook(context.em, context.viewer, idOf(input.id));
  }

  @FieldResolver(() => ScenarioPlatformType, {
    nullable: true,
    description: "The platform whose events it gets; null: those of all platforms.",
  })
  platform(@Root() { platformId }: WebhookType, @Ctx() context: Context) {
    return platformId && loadEntity(context, platformId);
  }
}

@Resolver(() => WebhookDeliveryType)
export class WebhookDeliveryResolver {
  @Query(() => WebhookDeliveryConnectionType, {
    description:
      "What became of the events sent to a webhook, the newest event first. Errors: NOT_FOUND, BAD_INPUT, BAD_CURSOR.",
  })
  webhookDeliveries(
    @Arg("webhook", () => ID, { description: "The webhook." }) webhook: string,
    @Arg("state", () => DeliveryState, { nullable: true, description: "Only these." }) state: DeliveryState | null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    return findDeliveries(context, idOf(webhook), state ?? null, pageSize(first), after ?? null);
  }

  @Mutation(() => RedeliverPayload, {
    description:
      "Sends again at once, by name or all that are parked or failed so far: at most 10,000 a call, the oldest events first. userErrors: NOT_FOUND, WEBHOOK_OFF. Errors: BAD_INPUT.",
  })
  redeliver(
    @Arg("input", () => RedeliverInput, { description: "What." }) input: RedeliverInput,
    @Ctx() context: Context,
  ) {
    const deliveryIds = input.deliveryIds == null ? null : keysOf("webhookDelivery", input.deliveryIds, "deliveryIds");
    return redeliver(context.em, context.viewer, { webhookId: idOf(input.webhookId), deliveryIds });
  }

  @FieldResolver(() => [WebhookAttemptType], {
    description: "The attempts to deliver it, the newest first; at most the latest 50.",
  })
  attempts(@Root() { deliveryId }: WebhookDeliveryType, @Ctx() context: Context) {
    return loadAttempts(context, deliveryId);
  }
}

@Resolver(() => WebhookSecretPayload)
export class WebhookSecretResolver {
  @FieldResolver(() => WebhookType, { nullable: true, description: "The webhook; null when there are userErrors." })
  webhook(@Root() payload: WebhookSecretPayload, @Ctx() context: Context) {
    return findWebhook(context, payload.webhookId);
  }
}

@Resolver(() => WebhookPayload)
export class WebhookChangeResolver {
  @FieldResolver(() => WebhookType, { nullable: true, description: "The webhook; null when there are userErrors." })
  webhook(@Root() payload: WebhookPayload, @Ctx() context: Context) {
    return findWebhook(context, payload.webhookId);
  }
}
