import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import type { Database } from "../../database.ts";
import { inRounds, type Rounds } from "../../shared/rounds.ts";
import { asSystem } from "../../shared/session.ts";
import { type ClaimedDelivery, claimDeliveries, recordOutcome, releaseStream } from "./delivery.queue.ts";
import type { DeliveryState } from "./delivery.type.ts";
import { payloadOf } from "./webhook.payload.ts";
import { signedHeaders, unseal } from "./webhook.secret.ts";
import { type SenderOptions, type Sent, send } from "./webhook.sender.ts";
import { canKeepSecrets } from "./webhook.settings.ts";

export interface DispatcherOptions extends SenderOptions {
  onError: (error: unknown) => void;
  /** Told of each attempt that is over, by how far its delivery is. */
  onTried?: (state: DeliveryState) => void;
  everyMs?: number;
  /** How many deliveries run at once, in all and to one webhook. */
  slots?: number;
  slotsOfWebhook?: number;
  /** How far the clock is set ahead, in milliseconds: for tests of a long time. */
  aheadMs?: () => number;
}

/**
 * Sends what waits until it is stopped. Any number of servers do so beside each other, each taking streams that nobody has. A receiver that is
 * slow has its own few slots, and holds nobody else up. Outcomes are written one after the other, so that deliveries never take all connections.
 */
export function startDispatcher({ em, kind }: Database, options: DispatcherOptions): Rounds {
  const { everyMs = 1_000, slots = 32, slotsOfWebhook = 4, aheadMs = () => 0, onError } = options;
  const holder = randomUUID();
  const leaseMs = options.timeoutMs + 3_000;
  const stopping = new AbortController();
  const running = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  let writing: Promise<void> = Promise.resolve();

  const record = (delivery: ClaimedDelivery, sent: Sent | null): Promise<void> => {
    const write = async () => {
      if (sent === null) return releaseStream(em, delivery.streamId, holder);
      const state = await recordOutcome(em, { delivery, holder, sent, aheadMs: aheadMs() });
      if (state) options.onTried?.(state);
    };
    writing = writing.then(() => persistently(write)).catch(onError);
    return writing;
  };
  const deliver = async (delivery: ClaimedDelivery) => {
    const sent = await attempt(delivery, options, stopping.signal);
    await record(delivery, sent);
  };
  const start = (delivery: ClaimedDelivery) => {
    const { webhookId } = delivery;
    running.set(webhookId, (running.get(webhookId) ?? 0) + 1);
    const run = deliver(delivery)
      .catch(onError)
      .finally(() => {
        underWay.delete(run);
        const left = running.get(webhookId)! - 1;
        if (left > 0) running.set(webhookId, left);
        else running.delete(webhookId);
        rounds.wake();
      });
    underWay.add(run);
  };
  const round = async () => {
    await freed;
    if (!canKeepSecrets() || stopping.signal.aborted) return;
    const claim = { holder, leaseMs, slots, slotsOfWebhook, running, aheadMs: aheadMs() };
    for (const delivery of await claimDeliveries(em, claim)) start(delivery);
  };
  const freed = kind === "pglite" ? freeAbandoned({ em }).catch(onError) : Promise.resolve();
  const rounds = inRounds(round, { everyMs, onError });
  return {
    wake: rounds.wake,
    stop: async () => {
      stopping.abort();
      await rounds.stop();
      await Promise.all(underWay);
    },
  };
}

async function attempt(delivery: ClaimedDelivery, options: SenderOptions, stop: AbortSignal): Promise<Sent | null> {
  const { webhookId, url, secret, formerSecret } = delivery;
  const secrets = [secret, formerSecret].flatMap((kept) => (kept === null ? [] : [unseal(webhookId, kept)]));
  const readable = secrets.filter((one) => one !== null);
  if (readable.length === 0)
    return { code: "SECRET_UNREADABLE", status: null, durationMs: 0, excerpt: null, retryAfterMs: null };
  const { id, body } = payloadOf(delivery);
  return send({ url, body, headers: signedHeaders(id, Math.floor(Date.now() / 1_000), body, readable) }, options, stop);
}

/** What was sent was sent: what came of it is written down as soon as the database answers, as long as the lease may last. */
async function persistently(write: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (attempt === 5) throw error;
      await pause(200 * attempt);
    }
  }
}

/** The embedded database has one process at a time: whoever held a stream in it is gone. */
async function freeAbandoned({ em }: Pick<Database, "em">): Promise<void> {
  await asSystem(em, (tx) =>
    sql`update webhook_stream set due_at = now(), leased_by = null where leased_by is not null`.execute(tx.getKysely()),
  );
}
