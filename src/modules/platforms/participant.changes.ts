import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Em } from "../../database.ts";
import { instantText } from "../../shared/instant.ts";
import type { ParticipantColumns } from "./participant.loader.ts";

/** A participant with all that its platform sent. */
export interface ParticipantRow extends ParticipantColumns {
  external_id: string | null;
  head_office_credit_code: string | null;
  observed_on: string | null;
  recorded_at: string;
}

export const participantColumns = sql`p.id as participant_id, p.platform_id, p.name, p.credit_code, p.category, p.region, p.industry,
  p.external_id, p.head_office_credit_code, p.observed_on, ${instantText("p.recorded_at")} as recorded_at`;

/** So many events are looked at for one page, however many of them say nothing new. */
const lookLimit = 5_000;

/** A participant that changed, and the random name of the latest event that it changed by. */
interface Changed {
  row: ParticipantRow;
  key: string;
}

/**
 * Participants that something happened to behind a position of the feed, each once, in the order of the latest that happened to it.
 * lookedTo: the event that was looked to when there may be more behind it; null: that was all. Each step is bounded by itself, and none asks
 * for every event what follows it: that goes wrong on a table without statistics.
 */
export async function lookForChanges(
  tx: Em,
  platformKey: string,
  after: string,
  matching: RawBuilder<SqlBool>,
): Promise<{ found: Changed[]; lookedTo: string | null }> {
  const db = tx.getKysely();
  const { rows: events } = await sql<{ id: string | null; position: string; uid: string }>`
    select participant_id as id, position::text as position, uid from published_event
    where platform_id = ${platformKey}::bigint and audience = 'PLATFORM' and position > ${after}::bigint
    order by published_event.position limit ${lookLimit}`.execute(db);
  const latest = new Map(events.flatMap((one) => (one.id === null ? [] : [[one.id, one] as const])));
  const { rows: later } = await sql<{ id: string }>`select distinct participant_id as id from published_event
    where participant_id = any(${[...latest.keys()]}::uuid[]) and position > ${events.at(-1)?.position ?? after}::bigint
      and audience = 'PLATFORM'`.execute(db);
  for (const { id } of later) latest.delete(id);
  const { rows } = await sql<ParticipantRow>`select ${participantColumns} from participant p
    where p.id = any(${[...latest.keys()]}::uuid[]) and ${matching}`.execute(db);
  const placeOf = (row: ParticipantRow) => BigInt(latest.get(row.participant_id)!.position);
  const found = rows
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
    .map((row) => ({ row, key: latest.get(row.participant_id)!.uid }));
  return { found, lookedTo: events.length === lookLimit ? events.at(-1)!.uid : null };
}
