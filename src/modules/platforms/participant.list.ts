import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { prefixAsked, textAsked } from "../../shared/asked.ts";
import { type CursorKey, decodeCursor, encodeCursor, type Page, toPage } from "../../shared/connection.ts";
import { badInput } from "../../shared/errors.ts";
import { encodeId } from "../../shared/ids.ts";
import { instantText } from "../../shared/instant.ts";
import { asViewer } from "../../shared/session.ts";
import { countLimit } from "../graph/relationship.loader.ts";
import { beginning, cursorOf, positionOf } from "./event.cursor.ts";
import { lookForChanges, type ParticipantRow, participantColumns } from "./participant.changes.ts";
import { toOrganization } from "./participant.loader.ts";
import type {
  PlatformParticipantEdgeType,
  PlatformParticipantFilter,
  PlatformParticipantType,
  PlatformParticipationType,
} from "./participant.type.ts";

export interface ParticipantPage extends Page<PlatformParticipantEdgeType> {
  changesCursor: string;
  countAll(context: Context): Promise<number | null>;
}

/** A page of one platform's participants with their periods: a fixed number of statements. The database keeps other platforms' out. */
export function findParticipants(
  context: Context,
  platformKey: string,
  filter: PlatformParticipantFilter,
  first: number,
  after: string | null,
): Promise<ParticipantPage> {
  const { changedAfter, ...conditions } = filter;
  const matching = sql<SqlBool>`p.platform_id = ${platformKey}::bigint and ${allOf(filter, context.today)}`;
  if (changedAfter) {
    const look = async (tx: Em, cursor: string) =>
      lookForChanges(tx, platformKey, await positionOf(tx, cursor), matching);
    return asViewer(context.em, context.viewer, async (tx) => {
      const { found, lookedTo } = await look(tx, after ?? changedAfter);
      const page = toPage(await edgesOf(tx, cursorOf, found.slice(0, first + 1)), first, after);
      const isMore = page.pageInfo.hasNextPage || lookedTo !== null;
      // Where nothing is left out, the place that was looked to is where to go on.
      const endCursor = page.pageInfo.hasNextPage || lookedTo === null ? page.pageInfo.endCursor : cursorOf(lookedTo);
      const countAll = (asker: Context) =>
        asViewer(asker.em, asker.viewer, async (own) => {
          const all = await look(own, changedAfter);
          return all.lookedTo === null ? all.found.length : null;
        });
      const pageInfo = { ...page.pageInfo, hasNextPage: isMore, endCursor };
      return { ...page, pageInfo, changesCursor: endCursor ?? after ?? changedAfter, countAll };
    });
  }
  const question = `participants:${platformKey}:${JSON.stringify(conditions)}`;
  const cursor = decodeCursor(question, ["uuid"], after);
  return asViewer(context.em, context.viewer, async (tx) => {
    const db = tx.getKysely();
    const { rows: latest } = await sql<{ uid: string }>`select uid from published_event
      where platform_id = ${platformKey}::bigint and audience = 'PLATFORM' order by position desc limit 1`.execute(db);
    const { rows } =
      await sql<ParticipantRow>`select ${participantColumns} from participant p where ${matching} ${behind(cursor)}
      order by p.identity limit ${first + 1}`.execute(db);
    const edges = await edgesOf(
      tx,
      (key) => encodeCursor(question, [key]),
      rows.map((row) => ({ row, key: row.participant_id })),
    );
    const changesCursor = cursorOf(latest[0]?.uid ?? beginning);
    return { ...toPage(edges, first, after), changesCursor, countAll: (asker) => countAll(asker, matching) };
  });
}

/** By identity, which each platform has an index of, and by which it knows them; a cursor names a participant, whose place is looked up. */
const behind = (cursor: CursorKey | null) =>
  cursor ? sql`and p.identity > (select c.identity from participant c where c.id = ${cursor[0]}::uuid)` : sql``;

async function edgesOf(
  tx: Em,
  toCursor: (key: string) => string,
  found: readonly { row: ParticipantRow; key: string }[],
): Promise<PlatformParticipantEdgeType[]> {
  const { rows: periods } = await sql<PlatformParticipationType & { participantId: string }>`
    select id, participant_id as "participantId", role, since, until, end_reason as "endReason", observed_on as "observedOn",
      ${instantText("recorded_at")} as "recordedAt"
    from participation where participant_id = any(${found.map(({ row }) => row.participant_id)}::uuid[])
    order by until desc nulls first, since desc nulls last, role, id`.execute(tx.getKysely());
  return found.map(({ row, key }) => ({ cursor: toCursor(key), node: toParticipant(row, periods) }));
}

function allOf(filter: PlatformParticipantFilter, today: string): RawBuilder<SqlBool> {
  const roles = filter.roles ?? null;
  if (roles && roles.length > 50) throw badInput("roles holds more than 50.");
  const ofRoles = roles ? sql`and n.role = any(${roles}::text[])` : sql``;
  const held = sql<SqlBool>`exists (select from participation n where n.participant_id = p.id ${ofRoles})`;
  const holds = sql<SqlBool>`exists (select from participation n where n.participant_id = p.id ${ofRoles}
    and (n.until is null or n.until > ${today}::date))`;
  const all: RawBuilder<SqlBool>[] = [
    filter.status === "CURRENT" ? holds : filter.status === "FORMER" ? sql`${held} and not ${holds}` : sql`true`,
  ];
  if (filter.status === "ANY" && roles) all.push(held);
  const region = prefixAsked("region", filter.region);
  if (region) all.push(sql`starts_with(p.region, ${region})`);
  const search = textAsked("search", filter.search, 100);
  if (search) all.push(sql`position(lower(${search}) in lower(p.name)) > 0`);
  const creditCode = textAsked("creditCode", filter.creditCode, 100);
  if (creditCode) all.push(sql`p.credit_code = ${creditCode}`);
  const externalId = textAsked("externalId", filter.externalId, 200);
  if (externalId) all.push(sql`p.external_id = ${externalId}`);
  const headOffice = textAsked("headOfficeCreditCode", filter.headOfficeCreditCode, 100);
  if (headOffice) all.push(sql`p.head_office_credit_code = ${headOffice}`);
  return sql.join(all, sql` and `);
}

async function countAll(context: Context, matching: RawBuilder<SqlBool>): Promise<number | null> {
  const count = await asViewer(context.em, context.viewer, async (tx) => {
    const { rows } = await sql<{ count: string }>`select count(*) as count from (
      select 1 from participant p where ${matching} limit ${countLimit + 1}) c`.execute(tx.getKysely());
    return Number(rows[0]!.count);
  });
  return count > countLimit ? null : count;
}

function toParticipant(
  row: ParticipantRow,
  periods: readonly (PlatformParticipationType & { participantId: string })[],
): PlatformParticipantType {
  const organization = toOrganization(row);
  return {
    id: organization.id,
    organization,
    externalId: row.external_id,
    headOfficeCreditCode: row.head_office_credit_code,
    participations: periods
      .filter((one) => one.participantId === row.participant_id)
      .map((one) => ({ ...one, id: encodeId("participation", one.id) })),
    observedOn: row.observed_on,
    recordedAt: row.recorded_at,
  };
}
