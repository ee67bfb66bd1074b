import { type RawBuilder, sql } from "kysely";
import type { Em } from "../../database.ts";
import { asSystem } from "../../shared/session.ts";
import type { DeliveryState } from "./delivery.type.ts";
import { type EventRow, eventColumns } from "./event.loader.ts";
import type { Sent } from "./webhook.sender.ts";

/** For so long a delivery is tried, from when its event was published or it was redelivered; it is always tried once. */
const hours = 24;
export const deadline = sql`now() + make_interval(hours => ${sql.lit(hours)})`;
const nobody = "00000000-0000-0000-0000-000000000000";

/** What a server may take on now, and how it marks what it takes. */
export interface Claim {
  holder: string;
  /** For so long nobody else takes it, in milliseconds: longer than an attempt may take. */
  leaseMs: number;
  /** How many in all, and how many of one webhook, those below counted in. */
  slots: number;
  slotsOfWebhook: number;
  /** How many deliveries of each webhook run here already, by its id. */
  running: ReadonlyMap<string, number>;
  /** How far the clock is set ahead, in milliseconds: 0 but in tests. */
  aheadMs: number;
}

/** The next delivery of a stream, with all that is needed to send it. */
export interface ClaimedDelivery extends EventRow {
  streamId: string;
  deliveryId: string;
  webhookId: string;
  audience: "PLATFORM" | "BANK";
  url: string;
  secret: Uint8Array;
  /** Null: it is not valid any more, or there is none. */
  formerSecret: Uint8Array | null;
  /** The bank's organization; null: the event is of no participant. */
  entityId: string | null;
}

const ahead = (ms: number): RawBuilder<unknown> => sql`now() + make_interval(secs => ${ms / 1000}::float8)`;

/** Makes a delivery of each event behind a position for each webhook that is to get it, in the transaction that publishes them. */
export async function queueDeliveries(tx: Em, after: string): Promise<void> {
  await sql`with matched as (
      select w.id as webhook_id, p.position, p.event_id, e.participant_id
      from published_event p join platform_event e on e.id = p.event_id
      join webhook w on w.status = 'ENABLED' and (w.audience = 'BANK' or p.audience = 'PLATFORM')
        and (w.platform_id is null or w.platform_id = p.platform_id) and (w.kinds is null or e.kind = any(w.kinds))
      where p.position > ${after}::bigint
    ), stream as (
      insert into webhook_stream (webhook_id, participant_id, due_at)
      select distinct webhook_id, participant_id, now() from matched
      on conflict (webhook_id, participant_id) do update set due_at = coalesce(webhook_stream.due_at, excluded.due_at)
      returning id, webhook_id, participant_id
    )
    insert into webhook_delivery (webhook_id, stream_id, event_id, position, state, expires_at)
    select m.webhook_id, s.id, m.event_id, m.position, 'WAITING', ${deadline}
    from matched m join stream s on s.webhook_id = m.webhook_id
      and coalesce(s.participant_id, ${nobody}::uuid) = coalesce(m.participant_id, ${nobody}::uuid)`.execute(
    tx.getKysely(),
  );
}

/**
 * Takes streams that are due, the longest waiting first, and answers the next delivery of each. A taken stream is due again
 * when the lease is over: if this server dies meanwhile, another one sends the same event once more.
 */
export function claimDeliveries(em: Em, claim: Claim): Promise<ClaimedDelivery[]> {
  const { holder, leaseMs, slots, slotsOfWebhook, running, aheadMs } = claim;
  const busy = [...running.values()].reduce((sum, count) => sum + count, 0);
  if (busy >= slots) return Promise.resolve([]);
  return asSystem(em, async (tx) => {
    const { rows } = await sql<ClaimedDelivery>`with due as materialized (
        select s.id from webhook w
        left join unnest(${[...running.keys()]}::uuid[], ${[...running.values()]}::bigint[]) r(id, count) on r.id = w.id
        cross join lateral (
          select s.id, s.due_at from webhook_stream s where s.webhook_id = w.id and s.due_at <= ${ahead(aheadMs)}
          order by s.due_at limit greatest(0, ${slotsOfWebhook}::bigint - coalesce(r.count, 0)) for update skip locked
        ) s
        where w.status = 'ENABLED' order by s.due_at limit ${slots - busy}
      ), taken as (
        update webhook_stream s set due_at = ${ahead(aheadMs + leaseMs)}, leased_by = ${holder} from due where s.id = due.id
        returning s.id, s.webhook_id
      )
      select t.id as "streamId", d.id as "deliveryId", w.id as "webhookId", w.audience, w.url, w.secret,
        case when w.former_until > ${ahead(aheadMs)} then w.former_secret end as "formerSecret", n.entity_id as "entityId", ${eventColumns}
      from taken t join webhook w on w.id = t.webhook_id
      cross join lateral (select * from webhook_delivery d where d.stream_id = t.id and d.state = 'WAITING' order by d.position limit 1) d
      join published_event p on p.position = d.position join platform_event e on e.id = p.event_id
      left join participant n on n.id = e.participant_id`.execute(tx.getKysely());
    return rows;
  });
}

const longestPauseMs = 3_600_000;

/** Waits after so many attempts that failed, in milliseconds: doubling from five seconds to an hour, and half of it by chance. */
export function backoff(attempts: number, random: () => number = Math.random): number {
  const whole = Math.min(longestPauseMs, 5_000 * 2 ** Math.min(attempts - 1, 20));
  return Math.round(whole * (0.5 + random() / 2));
}

interface Outcome {
  delivery: Pick<ClaimedDelivery, "streamId" | "deliveryId" | "webhookId">;
  holder: string;
  sent: Sent;
  aheadMs: number;
}

/**
 * Writes down what came of an attempt, and when the stream is due next; answers how far the delivery is. Null: the stream is another server's by
 * now, and nothing was written.
 */
export function recordOutcome(em: Em, { delivery, holder, sent, aheadMs }: Outcome): Promise<DeliveryState | null> {
  const { streamId, deliveryId, webhookId } = delivery;
  return asSystem(em, async (tx) => {
    const db = tx.getKysely();
    // Before the stream, as whoever switches it off by hand.
    if (sent.code === "GONE") await switchOff(tx, webhookId, "GONE");
    const held =
      await sql`select from webhook_stream where id = ${streamId}::bigint and leased_by = ${holder} for update`.execute(
        db,
      );
    if (held.rows.length === 0 && sent.code !== "GONE") return null;
    await sql`insert into webhook_attempt (delivery_id, duration_ms, status, code, excerpt)
      values (${deliveryId}::uuid, ${sent.durationMs}::bigint, ${sent.status}::bigint, ${sent.code}, ${sent.excerpt})`.execute(
      db,
    );
    const { rows } = await sql<{ state: DeliveryState; attempts: number; leftMs: number }>`update webhook_delivery
      set attempt_count = attempt_count + 1,
        state = case when ${sent.code === null}::boolean then 'DELIVERED' when expires_at <= ${ahead(aheadMs)} then 'PARKED' else state end,
        ended_at = case when ${sent.code === null}::boolean or expires_at <= ${ahead(aheadMs)} then now() else ended_at end
      where id = ${deliveryId}::uuid
      returning state, attempt_count::int as attempts,
        (extract(epoch from expires_at - (${ahead(aheadMs)})) * 1000)::float8 as "leftMs"`.execute(db);
    const { state, attempts, leftMs } = rows[0]!;
    // A receiver that asks for more time gets it, up to an hour, for it may ask for a year by mistake.
    const pauseMs = Math.max(backoff(attempts), Math.min(longestPauseMs, sent.retryAfterMs ?? 0));
    const waitMs = state === "WAITING" ? Math.min(pauseMs, Math.max(0, leftMs)) : 0;
    await setDue(tx, [streamId], aheadMs + waitMs);
    return state;
  });
}

/** Lets others have a stream at once: nothing was sent, or it was broken off. */
export const releaseStream = (em: Em, streamId: string, holder: string): Promise<void> =>
  asSystem(em, async (tx) => {
    await sql`update webhook_stream set due_at = now(), leased_by = null
      where id = ${streamId}::bigint and leased_by = ${holder}`.execute(tx.getKysely());
  });

/** Makes streams due after a while, those in which something waits. Their rows are held: whoever publishes comes before or after. */
export async function setDue(tx: Em, streamIds: readonly string[], afterMs: number): Promise<void> {
  await sql`update webhook_stream s set leased_by = null, due_at = case when exists (
      select from webhook_delivery d where d.stream_id = s.id and d.state = 'WAITING') then ${ahead(afterMs)} end
    where s.id = any(${[...streamIds]}::bigint[])`.execute(tx.getKysely());
}

/** Switches a webhook off and parks what waits for it. Nothing is published meanwhile: nobody else locks many streams at once. */
export async function switchOff(tx: Em, webhookId: string, status: "DISABLED" | "GONE" | "DELETED"): Promise<void> {
  const db = tx.getKysely();
  await sql`select from event_head for update`.execute(db);
  await sql`update webhook set status = ${status} where id = ${webhookId}::uuid and status <> 'DELETED'`.execute(db);
  await sql`update webhook_stream set due_at = null, leased_by = null
    where webhook_id = ${webhookId}::uuid and (due_at is not null or leased_by is not null)`.execute(db);
  await sql`update webhook_delivery set state = 'PARKED', ended_at = now()
    where webhook_id = ${webhookId}::uuid and state = 'WAITING'`.execute(db);
}
