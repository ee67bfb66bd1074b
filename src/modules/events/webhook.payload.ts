import { idOfSubject } from "../../shared/audit.service.ts";
import { encodeId } from "../../shared/ids.ts";
import type { ClaimedDelivery } from "./delivery.queue.ts";
import { toEvent } from "./event.loader.ts";

/** The body of a delivery, in the form of Standard Webhooks: what the feed answers of the event, with ids instead of objects. */
export function payloadOf(delivery: ClaimedDelivery): { id: string; body: string } {
  const { audience, platformId, participantId, entityId } = delivery;
  const { id, kind, recordedAt, subject, other, role, day, amount, reference, reason } = toEvent(delivery);
  const organization =
    audience === "PLATFORM"
      ? participantId && encodeId("participant", participantId)
      : entityId && idOfSubject(`entity:${entityId}`);
  const data = {
    id,
    platform: encodeId("entity", platformId),
    organization,
    subject,
    other,
    role,
    day,
    amount,
    reference,
    reason,
  };
  return { id, body: JSON.stringify({ type: kind, timestamp: recordedAt, data }) };
}
