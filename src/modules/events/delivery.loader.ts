import { sql } from "kysely";
import type { Context } from "../../context.ts";
import { decodeCursor, encodeCursor, type Page, toPage } from "../../shared/connection.ts";
import { notFound } from "../../shared/errors.ts";
import { encodeId } from "../../shared/ids.ts";
import { instantText } from "../../shared/instant.ts";
import { requestLoader } from "../../shared/loader.ts";
import { asSystem } from "../../shared/session.ts";
import type {
  DeliveryState,
  WebhookAttemptType,
  WebhookDeliveryEdgeType,
  WebhookDeliveryType,
} from "./delivery.type.ts";
import { type EventRow, eventColumns, toEvent } from "./event.loader.ts";
import { findWebhook } from "./webhook.loader.ts";

type Row = EventRow & Omit<WebhookDeliveryType, "id" | "event">;

/** Attempts of a delivery that are shown, the latest: 24 hours have about 35. */
const attemptLimit = 50;

/** A page of deliveries to a webhook that the viewer may see, the newest event first. Throws NOT_FOUND. */
export async function findDeliveries(
  context: Context,
  webhookId: string | null,
  state: DeliveryState | null,
  first: number,
  after: string | null,
): Promise<Page<WebhookDeliveryEdgeType>> {
  const webhook = await findWebhook(context, webhookId);
  if (!webhook) throw notFound("webhook");
  const question = `webhookDeliveries:${webhook.webhookId}:${state}`;
  const id = decodeCursor(question, ["uuid"], after)?.[0];
  // By a random name and not by its position, as everywhere.
  const behind =
    id === undefined ? sql`true` : sql`d.position < (select position from webhook_delivery where id = ${id}::uuid)`;
  const { rows } = await asSystem(context.em, (tx) =>
    sql<Row>`select d.id as "deliveryId", d.state, d.attempt_count::int as "attemptCount", ${instantText("d.expires_at")} as "expiresAt",
      ${instantText("d.ended_at")} as "endedAt", ${eventColumns}
    from (select * from webhook_delivery d where d.webhook_id = ${webhook.webhookId}::uuid
      and ${state === null ? sql`true` : sql`d.state = ${state}`} and ${behind} order by d.position desc limit ${first + 1}) d
    join published_event p on p.position = d.position join platform_event e on e.id = p.event_id order by d.position desc`.execute(
      tx.getKysely(),
    ),
  );
  const edges = rows.map((row) => ({ cursor: encodeCursor(question, [row.deliveryId]), node: toDelivery(row) }));
  return toPage(edges, first, after);
}

const toDelivery = ({ deliveryId, state, attemptCount, expiresAt, endedAt, ...event }: Row): WebhookDeliveryType => ({
  deliveryId,
  id: encodeId("webhookDelivery", deliveryId),
  event: toEvent(event),
  state,
  attemptCount,
  expiresAt,
  endedAt,
});

/** The latest attempts of a delivery, the newest first. */
export const loadAttempts = requestLoader<string, WebhookAttemptType[]>(async ({ em }, keys) => {
  const { rows } = await asSystem(em, (tx) =>
    sql<
      WebhookAttemptType & { deliveryId: string }
    >`select k.id as "deliveryId", ${instantText("a.attempted_at")} as "attemptedAt",
      a.duration_ms::int as "durationMs", a.status::int as status, a.code, a.excerpt
    from unnest(${[...keys]}::uuid[]) k(id) cross join lateral (
      select * from webhook_attempt a where a.delivery_id = k.id order by a.id desc limit ${attemptLimit}) a
    order by a.id desc`.execute(tx.getKysely()),
  );
  const found = new Map<string, WebhookAttemptType[]>();
  for (const { deliveryId, ...row } of rows) found.set(deliveryId, [...(found.get(deliveryId) ?? []), row]);
  return keys.map((key) => found.get(key) ?? []);
});
