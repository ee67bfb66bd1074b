import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import type { UserError } from "../../shared/user-error.ts";
import type { Viewer } from "../../shared/viewer.ts";
import { deadline } from "./delivery.queue.ts";
import { asKeeper, recordWebhook } from "./webhook.service.ts";

export interface Redelivery {
  webhookId: string | null;
  /** Null: all that are parked. */
  deliveryIds: readonly string[] | null;
}

/** So many wait again by one call, the oldest events first. */
const redeliveryLimit = 10_000;

/** Lets deliveries wait again, for 24 hours from now; whoever gets one twice knows it by its webhook-id. */
export async function redeliver(em: Em, viewer: Viewer, { webhookId, deliveryIds }: Redelivery) {
  const reply = await asKeeper(em, viewer, webhookId, async (tx, { platformId, status }) => {
    if (status !== "ENABLED") return refused("WEBHOOK_OFF", "webhookId");
    const which =
      deliveryIds === null
        ? sql`d.state = 'PARKED'`
        : sql`d.id = any(${[...deliveryIds]}::uuid[]) and d.state <> 'WAITING'`;
    const { rows } = await sql<{ count: number }>`with again as (
        update webhook_delivery set state = 'WAITING', attempt_count = 0, expires_at = ${deadline}, ended_at = null
        where id = any(array(select d.id from webhook_delivery d where d.webhook_id = ${webhookId}::uuid and ${which}
          order by d.position limit ${redeliveryLimit}))
        returning stream_id
      ), due as (
        update webhook_stream s set due_at = coalesce(s.due_at, now()) from (select distinct stream_id from again) a where s.id = a.stream_id
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
