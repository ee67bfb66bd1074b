import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import type { UserError } from "../../shared/user-error.ts";
import type { Viewer } from "../../shared/viewer.ts";
import { deadline } from "./delivery.queue.ts";
import { asKeeper, recordWebhook } from "./webhook.service.ts";

export interface Redelivery {
  webhookId: string | null;
  /** Null: all that are parked or failed so far. */
  deliveryIds: readonly string[] | null;
}

/** So many wait again by one call, the oldest events first. */
const redeliveryLimit = 10_000;

/**
 * Sends deliveries again at once, and tries them for 24 hours from now: parked ones, and those that failed and wait for their next attempt, for
 * whoever asks has mended the receiver. Whoever gets one twice knows it by its webhook-id.
 */
export async function redeliver(em: Em, viewer: Viewer, { webhookId, deliveryIds }: Redelivery) {
  const reply = await asKeeper(em, viewer, webhookId, async (tx, { platformId, status }) => {
    if (status !== "ENABLED") return refused("WEBHOOK_OFF", "webhookId");
    const which =
      deliveryIds === null
        ? sql`d.state in ('PARKED', 'WAITING') and (d.state = 'PARKED' or d.attempt_count > 0)`
        : sql`d.id = any(${[...deliveryIds]}::uuid[])`;
    const { rows } = await sql<{ count: number }>`with again as (
        update webhook_delivery set state = 'WAITING', attempt_count = 0, expires_at = ${deadline}, ended_at = null
        where id = any(array(select d.id from webhook_delivery d where d.webhook_id = ${webhookId}::uuid and ${which}
          order by d.position limit ${redeliveryLimit}))
        returning stream_id
      ), due as (
        update webhook_stream s set due_at = now() where s.leased_by is null and s.id in (select stream_id from again)
      ) select count(*)::int as count from again`.execute(tx.getKysely());
    await recordWebhook(tx, viewer, "redeliver", webhookId!, platformId);
    return { count: rows[0]!.count, userErrors: [] };
  });
  return reply ?? refused("NOT_FOUND", "webhookId");
}

const refused = (code: ErrorCode, field: string): { count: number; userErrors: UserError[] } => ({
  count: 0,
  userErrors: [{ code, message: errorCodes[code], field: [field] }],
});
