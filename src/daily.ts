import { sql } from "kysely";
import type { Em } from "./database.ts";
import { rollClients } from "./modules/clients/client.service.ts";
import { forgetDeliveries } from "./modules/events/delivery.retention.ts";
import { rollValues } from "./modules/graph/value.service.ts";
import { deleteOldFiles } from "./modules/imports/job.chunks.ts";
import { completeErasures } from "./modules/people/erasure.service.ts";
import { forgetReplies } from "./shared/idempotency.service.ts";
import { asSystem } from "./shared/session.ts";

/** How long the file of an import is kept after its end. */
const fileDays = 7;

/**
 * Rolls what is stored as "today's value" to a day: who is a client, twelve-month amounts, confidence that ages, whose name
 * no law keeps any more, and which files of imports are old. Does nothing when the
 * day was rolled already; of several servers one rolls, the others find it done. Safe to repeat after a kill: every step is idempotent.
 */
export async function rollTo(em: Em, day: string): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`select day >= ${day}::date as done from rolled_day`.execute(
    em.getKysely(),
  );
  if (rows[0]?.done) return false;
  await asSystem(em, (tx) => rollClients(tx, day));
  await rollValues(em, day);
  await completeErasures(em, day);
  await deleteOldFiles(em, fileDays);
  await asSystem(em, (tx) =>
    sql`insert into rolled_day (day) values (${day}::date)
      on conflict (is_only) do update set day = greatest(rolled_day.day, excluded.day), recorded_at = now()`.execute(
      tx.getKysely(),
    ),
  );
  return true;
}

/** Removes what is kept for some time only: replies for 72 hours, deliveries of events for 30 days. Safe to do on several servers at once. */
export async function tidy(em: Em): Promise<void> {
  await forgetReplies(em);
  await forgetDeliveries(em);
}

/** Looks every ten minutes whether a new day has begun, and tidies up. Answers how to stop. */
export function rollDaily(em: Em, clock: () => string, onError: (error: unknown) => void): () => void {
  const work = async () => {
    await rollTo(em, clock());
    await tidy(em);
  };
  const timer = setInterval(() => void work().catch(onError), 600_000);
  return () => clearInterval(timer);
}
