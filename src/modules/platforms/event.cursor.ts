import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { decodeCursor, encodeCursor } from "../../shared/connection.ts";
import { ApiError } from "../../shared/errors.ts";

/** Cursors name an event and no question: one from the feed goes on in the subscription, in the changes of participants, and under another filter. */
const question = "events";
/** Before the first event. */
export const beginning = "00000000-0000-0000-0000-000000000000";

/** The cursor behind an event, by its random name: positions would tell a platform by their gaps how much happens that it may not know of. */
export const cursorOf = (uid: string): string => encodeCursor(question, [uid]);

/** Where the event of a cursor stands in the feed; one that the viewer may not see is answered like one that there is not. */
export async function positionOf(tx: Em, cursor: string): Promise<string> {
  const [uid] = decodeCursor(question, ["uuid"], cursor)!;
  if (uid === beginning) return "0";
  const { rows } = await sql<{
    position: string;
  }>`select position from published_event where uid = ${uid}::uuid`.execute(tx.getKysely());
  if (!rows[0])
    throw new ApiError("BAD_CURSOR", "There is no such event, or none that you may see. Start again without it.");
  return rows[0].position;
}
