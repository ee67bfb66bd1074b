import { sql } from "kysely";
import type { Database } from "../../src/database.ts";
import { queueDeliveries } from "../../src/modules/events/delivery.queue.ts";
import { publishAll } from "../../src/modules/events/event.publisher.ts";
import { type PlatformEvent, recordEvents } from "../../src/shared/outbox.service.ts";
import { asSystem } from "../../src/shared/session.ts";

/** Records events in one transaction, without publishing them. */
export const record = ({ em }: Database, events: readonly PlatformEvent[]): Promise<void> =>
  asSystem(em, (tx) => recordEvents(tx, events));

/** Records and publishes, for webhooks too; sends nothing. */
export async function happen(database: Database, events: readonly PlatformEvent[]): Promise<void> {
  await record(database, events);
  await publishAll(database.em, queueDeliveries);
}

/** Some of a platform's participants, in the order of their names. */
export async function participantsOf(
  { em }: Database,
  platformId: string,
): Promise<{ id: string; entityId: string }[]> {
  const { rows } = await asSystem(em, (tx) =>
    sql<{ id: string; entityId: string }>`select id, entity_id as "entityId" from participant
      where platform_id = ${platformId}::bigint order by name, id`.execute(tx.getKysely()),
  );
  return rows;
}

/** What was published, in its order. */
export async function published({
  em,
}: Database): Promise<{ position: string; reference: string; participantId: string }[]> {
  const { rows } = await asSystem(em, (tx) =>
    sql<{
      position: string;
      reference: string;
      participantId: string;
    }>`select p.position, e.data ->> 'reference' as reference,
      e.participant_id as "participantId" from published_event p join platform_event e on e.id = p.event_id
      order by p.position`.execute(tx.getKysely()),
  );
  return rows;
}

/** Writes down an attempt that failed for every delivery, as if the receiver had refused it. */
export const failOnce = ({ em }: Database): Promise<unknown> =>
  asSystem(em, (tx) =>
    sql`insert into webhook_attempt (delivery_id, duration_ms, status, code, excerpt)
      select id, 12, 500, 'STATUS', 'sorry' from webhook_delivery`.execute(tx.getKysely()),
  );
