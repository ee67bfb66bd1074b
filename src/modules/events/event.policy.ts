import type { Context } from "../../context.ts";
import { notFound } from "../../shared/errors.ts";
import { keyOf } from "../../shared/ids.ts";
import type { Policy, Rule } from "../../shared/policy.ts";

/** A platform reads its own events, as far as they are meant for it; the bank's are for those who see the whole bank. */
const readers: Rule = { roles: ["PLATFORM", "HEAD_OFFICE", "AUDITOR"], platformNeeds: "READ_PARTICIPANTS" };

/** Webhooks are kept by the platform that gets its events, with leave of its own, and by head office; auditors see them. */
const keepers: Rule = { roles: ["PLATFORM", "HEAD_OFFICE"], platformNeeds: "MANAGE_WEBHOOKS" };
const keepersAndAuditors: Rule = { roles: ["PLATFORM", "HEAD_OFFICE", "AUDITOR"], platformNeeds: "MANAGE_WEBHOOKS" };

export const eventPolicy: Policy = {
  "Query.events": readers,
  "Subscription.events": readers,
  "PlatformEvent.platform": readers,
  "PlatformEvent.organization": readers,
  "Query.webhooks": keepersAndAuditors,
  "Query.webhookDeliveries": keepersAndAuditors,
  "Webhook.platform": keepersAndAuditors,
  "WebhookDelivery.attempts": keepersAndAuditors,
  "Mutation.createWebhook": keepers,
  "Mutation.updateWebhook": keepers,
  "Mutation.rotateWebhookSecret": keepers,
  "Mutation.deleteWebhook": keepers,
  "Mutation.redeliver": keepers,
  "WebhookSecretPayload.webhook": keepers,
  "WebhookPayload.webhook": keepers,
};

/** The platform that a question is about; null: of the bank about all. A platform that asks for another one is answered NOT_FOUND. */
export function platformAsked({ viewer }: Context, id: string | null | undefined): string | null {
  const own = viewer.kind === "platform" ? viewer.platformId : null;
  if (id == null) return own;
  const key = keyOf("entity", id);
  if (key === null || (own !== null && key !== own)) throw notFound("platform");
  return key;
}
