import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { idOfSubject } from "../../shared/audit.service.ts";
import { decodeCursor, encodeCursor, type Page, toPage } from "../../shared/connection.ts";
import { ApiError } from "../../shared/errors.ts";
import { encodeId } from "../../shared/ids.ts";
import { instantText } from "../../shared/instant.ts";
import { requestLoader } from "../../shared/loader.ts";
import type { EventData, EventKind } from "../../shared/outbox.service.ts";
import { asSystem, asViewer } from "../../shared/session.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import type { OrganizationType } from "../organizations/organization.type.ts";
import { loadParticipant } from "../platforms/participant.loader.ts";
import type { PlatformEventEdgeType, PlatformEventType } from "./event.type.ts";

/** Which events are asked for. platformId: an entity id; null: of every platform that the viewer may see. */
export interface EventsAsked {
  platformId: string | null;
  kinds: readonly EventKind[] | null;
  first: number;
  /** A cursor; null: from the first event on. */
  after: string | null;
}

/** A published event as it is stored. */
export interface EventRow {
  position: string;
  uid: string;
  kind: EventKind;
  recordedAt: string;
  platformId: string;
  participantId: string | null;
  subject: string | null;
  data: EventData;
}

export const eventColumns = sql`p.position, p.uid, e.kind, ${instantText("e.recorded_at")} as "recordedAt", e.platform_id as "platformId",
  e.participant_id as "participantId", e.subject, e.data`;

/** Cursors name the event and no question: one from the feed goes on in the subscription, and with another filter. */
const question = "events";
export const cursorOf = (uid: string): string => encodeCursor(question, [uid]);

/**
 * A page of events behind a cursor, the oldest first, read in the viewer's session: the database shows a platform its own events that are
 * meant for it, and staff nothing unless they see the whole bank.
 */
export async function findEvents(context: Context, asked: EventsAsked): Promise<Page<PlatformEventEdgeType>> {
  const { platformId, kinds, first, after } = asked;
  const uid = decodeCursor(question, ["uuid"], after)?.[0];
  const rows = await asViewer(context.em, context.viewer, async (tx) => {
    const position = uid === undefined ? "0" : await positionOf(tx, String(uid));
    const where = [
      sql<SqlBool>`e.position > ${position}::bigint`,
      ...(platformId === null ? [] : [sql<SqlBool>`e.platform_id = ${platformId}::bigint`]),
      ...(kinds === null ? [] : [sql<SqlBool>`e.kind = any(${[...kinds]}::text[])`]),
    ];
    return readEvents(tx, sql.join(where, sql` and `), first + 1);
  });
  const edges = rows.map((row) => ({ cursor: cursorOf(row.uid), node: toEvent(row) }));
  return toPage(edges, first, after);
}

async function readEvents(tx: Em, where: RawBuilder<unknown>, limit: number): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`select ${eventColumns}
    from (select * from platform_event e where ${where} order by e.position limit ${limit}) e
    join published_event p on p.event_id = e.id order by e.position`.execute(tx.getKysely());
  return rows;
}

/** Where an event stands; what the viewer may not see is answered like what there is not. */
async function positionOf(tx: Em, uid: string): Promise<string> {
  const { rows } = await sql<{
    position: string;
  }>`select position from published_event where uid = ${uid}::uuid`.execute(tx.getKysely());
  if (!rows[0])
    throw new ApiError("BAD_CURSOR", "There is no such event, or none that you may see. Start again without it.");
  return rows[0].position;
}

export function toEvent({ uid, subject, data, position: _, ...row }: EventRow): PlatformEventType {
  const { role = null, day = null, amount, currency, reference = null, reason = null } = data;
  return {
    ...row,
    id: encodeId("event", uid),
    subject: subject && idOfSubject(subject),
    role,
    day,
    amount: amount && currency ? { amount, currency } : null,
    reference,
    reason,
  };
}

/** Whom an event happened to: for the platform what it sent itself, for the bank its own organization; null: to nobody. */
export async function organizationOf(
  context: Context,
  { participantId }: PlatformEventType,
): Promise<OrganizationType | null> {
  if (participantId === null) return null;
  if (context.viewer.kind === "platform") return loadParticipant(context, participantId);
  const entityId = await entityOf(context, participantId);
  return entityId === null ? null : ((await loadEntity(context, entityId)) as OrganizationType | null);
}

const entityOf = requestLoader<string, string | null>(async ({ em }, keys) => {
  const { rows } = await asSystem(em, (tx) =>
    sql<{ id: string; entityId: string }>`select id, entity_id as "entityId" from participant
      where id = any(${[...keys]}::uuid[])`.execute(tx.getKysely()),
  );
  const found = new Map(rows.map((row) => [row.id, row.entityId]));
  return keys.map((key) => found.get(key) ?? null);
});
