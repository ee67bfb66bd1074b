import { type SqlBool, sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { idOfSubject } from "../../shared/audit.service.ts";
import { type Page, toPage } from "../../shared/connection.ts";
import { encodeId } from "../../shared/ids.ts";
import { instantText } from "../../shared/instant.ts";
import { requestLoader } from "../../shared/loader.ts";
import type { EventData, EventKind } from "../../shared/outbox.service.ts";
import { asSystem, asViewer } from "../../shared/session.ts";
import type { AnswerStream } from "../../shared/stream.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import type { OrganizationType } from "../organizations/organization.type.ts";
import { cursorOf, positionOf } from "../platforms/event.cursor.ts";
import { loadParticipant } from "../platforms/participant.loader.ts";
import { headPosition } from "./event.news.ts";
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

/**
 * A page of events behind a cursor, the oldest first, read in the viewer's session: the database shows a platform its own events that are
 * meant for it, and staff nothing unless they see the whole bank.
 */
export async function findEvents(context: Context, asked: EventsAsked): Promise<Page<PlatformEventEdgeType>> {
  const { first, after } = asked;
  const rows = await asViewer(context.em, context.viewer, async (tx) =>
    readBehind(tx, asked, after === null ? "0" : await positionOf(tx, after), first + 1),
  );
  return toPage(rows.map(toEdge), first, after);
}

/**
 * Every event behind a cursor, and then each that comes, until the stream ends; without a cursor those alone that come. Where nothing
 * matches it goes on from how far events are published, so that what does not concern it is passed over once.
 */
export async function* followEvents(
  context: Context,
  stream: AnswerStream,
  asked: EventsAsked,
): AsyncGenerator<PlatformEventEdgeType> {
  const { em, viewer } = context;
  const { first, after } = asked;
  let position = await stream.within(() =>
    after === null ? headPosition(em) : asViewer(em, viewer, (tx) => positionOf(tx, after)),
  );
  while (!stream.signal.aborted) {
    const behind = position;
    const [head, rows] = await stream.within(async () => {
      const reached = await headPosition(em);
      return [reached, await asViewer(em, viewer, (tx) => readBehind(tx, asked, behind, first))] as const;
    });
    for (const row of rows) {
      yield toEdge(row);
      position = row.position;
    }
    if (rows.length === first) continue;
    if (BigInt(head) > BigInt(position)) position = head;
    if ((await stream.behind(position)) === null) return;
  }
}

const toEdge = (row: EventRow): PlatformEventEdgeType => ({ cursor: cursorOf(row.uid), node: toEvent(row) });

async function readBehind(
  tx: Em,
  { platformId, kinds }: EventsAsked,
  position: string,
  limit: number,
): Promise<EventRow[]> {
  const where = [
    sql<SqlBool>`p.position > ${position}::bigint`,
    ...(platformId === null ? [] : [sql<SqlBool>`p.platform_id = ${platformId}::bigint`]),
    ...(kinds === null ? [] : [sql<SqlBool>`e.kind = any(${[...kinds]}::text[])`]),
  ];
  const { rows } = await sql<EventRow>`select ${eventColumns}
    from published_event p cross join lateral (select * from platform_event e where e.id = p.event_id limit 1) e
    where ${sql.join(where, sql` and `)} order by p.position limit ${limit}`.execute(tx.getKysely());
  return rows;
}

/** The day that an event of a kind speaks of. */
const dayOf: Partial<Record<EventKind, keyof EventData>> = {
  PARTICIPANT_REGISTERED: "since",
  PARTICIPANT_UPDATED: "observedOn",
  PARTICIPATION_ENDED: "until",
  CASE_OPENED: "acceptedOn",
  CASE_UPDATED: "observedOn",
  CASE_COMPLETED: "completedOn",
  PROCEEDS_RECORDED: "receivedOn",
  ACCOUNT_OPENED: "openedOn",
};

export function toEvent({ uid, subject, data, position: _, ...row }: EventRow): PlatformEventType {
  const { role = null, amount, currency, reference, number, reason, decision, other } = data;
  const day = dayOf[row.kind];
  return {
    ...row,
    id: encodeId("event", uid),
    subject: subject && idOfSubject(subject),
    other: other ? idOfSubject(other) : null,
    role,
    day: (day && data[day]) ?? null,
    amount: amount && currency ? { amount, currency } : null,
    reference: reference ?? number ?? null,
    reason: reason ?? decision ?? null,
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
