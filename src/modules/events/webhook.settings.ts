import type { AddressRules } from "./webhook.address.ts";

export interface WebhookSettings extends AddressRules {
  /** The key under which secrets are kept; null: there is none, and so there are no webhooks. It is never in the database. */
  findKey: () => string | null;
}

let settings: WebhookSettings = { findKey: () => null, mayLoopback: false };

/** Told once, when the process starts. */
export const useWebhookSettings = (told: WebhookSettings): void => {
  settings = told;
};
export const webhookSettings = (): WebhookSettings => settings;

/** True when there can be webhooks. */
export const canKeepSecrets = (): boolean => settings.findKey() !== null;
