import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { withoutRowChecks } from "../../shared/row-checks.ts";
import { asSystem } from "../../shared/session.ts";

/** About so many events a transaction publishes: what a kill undoes is done again in an instant. */
const batch = 2_000;

/** Told within the transaction of what was published behind a position. */
export type OnPublished = (tx: Em, after: string) => Promise<void>;

/**
 * Gives a batch of committed events their positions, in one transaction; answers how many. One publisher works at a time over all servers:
 * the head's row is its lock, and whoever finds it taken leaves the work to the other. So positions appear in their order, and a reader
 * that goes on behind one misses nothing. By number: of one participant the earlier event comes first, for whoever writes to it holds it.
 */
async function publishBatch(em: Em, onPublished: OnPublished): Promise<number> {
  return asSystem(em, async (tx) => {
    const db = tx.getKysely();
    const head = await sql<{ position: string }>`select position from event_head for update skip locked`.execute(db);
    if (!head.rows[0]) return 0;
    const after = head.rows[0].position;
    const publish = sql<{ count: string }>`with waiting as (
        select id from (
          select id, sum(cardinality(event_ids)) over (order by id) - cardinality(event_ids) as before
          from (select * from event_waiting order by id limit ${batch}) w
        ) w where before < ${batch}
      ), taken as (
        delete from event_waiting where id in (select id from waiting) returning event_ids
      ), named as (
        insert into published_event (position, event_id, platform_id, audience, participant_id)
        select ${after}::bigint + row_number() over (order by e.id), e.id, e.platform_id, e.audience, e.participant_id
        from taken cross join unnest(taken.event_ids) t(id) cross join lateral (select * from platform_event e where e.id = t.id limit 1) e
        returning 1
      ) select count(*) as count from named`;
    const { rows } = await withoutRowChecks(tx, () => publish.execute(db));
    const count = Number(rows[0]!.count);
    if (count === 0) return 0;
    await sql`update event_head set position = ${after}::bigint + ${count}::bigint`.execute(db);
    await onPublished(tx, after);
    await sql`select pg_notify('platform_event_published', '')`.execute(db);
    return count;
  });
}

/** Publishes what waits; answers how many events. */
export async function publishAll(em: Em, onPublished: OnPublished = async () => {}): Promise<number> {
  let published = 0;
  for (let count = batch; count >= batch; published += count) count = await publishBatch(em, onPublished);
  return published;
}
