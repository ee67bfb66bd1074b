import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunkSize } from "../../shared/bulk.ts";
import { asSystem } from "../../shared/session.ts";

/** For so long deliveries are kept after their end, in days. */
export const deliveryDays = 30;

/** Deletes deliveries that ended long ago with their attempts, a few thousand a statement; answers how many. Events stay. */
export async function forgetDeliveries(em: Em): Promise<number> {
  let forgotten = 0;
  for (let count = chunkSize; count === chunkSize; forgotten += count) {
    const { rows } = await asSystem(em, (tx) =>
      sql`delete from webhook_delivery where id = any(array(select id from webhook_delivery
        where ended_at < now() - make_interval(days => ${deliveryDays}::int) order by ended_at limit ${chunkSize})) returning 1`.execute(
        tx.getKysely(),
      ),
    );
    count = rows.length;
  }
  return forgotten;
}
