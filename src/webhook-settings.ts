import type { Config } from "./config.ts";
import { useWebhookSettings } from "./modules/events/webhook.settings.ts";
import { secretFile } from "./shared/secret-file.ts";

/** Tells where the key of webhooks' secrets comes from: WEBHOOK_KEY, or outside of production a file in dataDir made at first use. */
export function rememberWebhookSettings({ webhooks, production, dataDir }: Config): void {
  const findKey = () => webhooks.key ?? (production ? null : secretFile(dataDir, "webhook.key"));
  useWebhookSettings({ findKey, mayLoopback: webhooks.mayLoopback });
}
