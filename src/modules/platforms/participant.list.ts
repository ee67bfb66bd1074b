import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Context } from "../../context.ts";
import { prefixAsked, textAsked } from "../../shared/asked.ts";
import { decodeCursor, encodeCursor, type Page, toPage } from "../../shared/connection.ts";
import { badInput } from "../../shared/errors.ts";
import { encodeId } from "../../shared/ids.ts";
import { instantText } from "../../shared/instant.ts";
import { asViewer } from "../../shared/session.ts";
import { countLimit } from "../graph/relationship.loader.ts";
import { type ParticipantColumns, toOrganization } from "./participant.loader.ts";
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

interface Row extends ParticipantColumns {
  external_id: string | null;
  head_office_credit_code: string | null;
  observed_on: string | null;
  recorded_at: string;
  position: string | null;
}

/** A page of one platform's participants with their periods: three statements, however many there are. The database keeps other platforms' out. */
export function findParticipants(
  context: Context,
  platformKey: string,
  filter: PlatformParticipantFilter,
  first: number,
  after: string | null,
): Promise<ParticipantPage> {
  const { changedAfter, ...conditions } = filter;
  // Where the changes are gone on with does not depend on the filter: the same list under another filter goes on there, too.
  const changes = `participantChanges:${platformKey}`;
  const since = decodeCursor(changes, ["whole"], changedAfter);
  const question = since ? changes : `participants:${platformKey}:${JSON.stringify(conditions)}`;
  const cursor = decodeCursor(question, [since ? "whole" : "uuid"], after);
  const matching = sql<SqlBool>`p.platform_id = ${platformKey}::bigint and ${allOf(filter, context.today)}`;
  const behind = (key: unknown) =>
    since
      ? changed(platformKey, matching, String(key ?? since[0]))
      : standing(matching, key == null ? null : String(key));
  const from = behind(cursor?.[0]);
  return asViewer(context.em, context.viewer, async (tx) => {
    const db = tx.getKysely();
    const { rows: latest } = await sql<{ position: string }>`select coalesce(max(position), 0)::text as position
      from platform_event where platform_id = ${platformKey}::bigint`.execute(db);
    const { rows } =
      await sql<Row>`select p.id as participant_id, p.platform_id, p.name, p.credit_code, p.category, p.region, p.industry,
      p.external_id, p.head_office_credit_code, p.observed_on, ${instantText("p.recorded_at")} as recorded_at, ${from} limit ${first + 1}`.execute(
        db,
      );
    const shown = rows.slice(0, first).map((row) => row.participant_id);
    const { rows: periods } = await sql<PlatformParticipationType & { participantId: string }>`
      select id, participant_id as "participantId", role, since, until, end_reason as "endReason", observed_on as "observedOn",
        ${instantText("recorded_at")} as "recordedAt"
      from participation where participant_id = any(${shown}::uuid[])
      order by until desc nulls first, since desc nulls last, role, id`.execute(db);
    const edges = rows.map((row) => ({
      cursor: encodeCursor(question, [row.position ?? row.participant_id]),
      node: toParticipant(row, periods),
    }));
    const page = toPage(edges, first, after);
    const reached = page.pageInfo.endCursor ?? after ?? changedAfter;
    const changesCursor = since ? reached! : encodeCursor(changes, [latest[0]!.position]);
    return { ...page, changesCursor, countAll: (asker) => countAll(asker, behind(null)) };
  });
}

/** By identity, which each platform has an index of, and by which it knows them; a cursor names a participant, whose place is looked up. */
const standing = (matching: RawBuilder<SqlBool>, after: string | null) => sql`null as position from participant p
  where ${matching} ${after === null ? sql`` : sql`and p.identity > (select c.identity from participant c where c.id = ${after}::uuid)`}
  order by p.identity`;

/** An event that a later one of its participant follows is passed over: so each participant stands once, at its latest change. */
const changed = (platformKey: string, matching: RawBuilder<SqlBool>, after: string) => sql`e.position::text as position
  from platform_event e join participant p on p.id = e.participant_id
  where e.platform_id = ${platformKey}::bigint and e.audience = 'PLATFORM' and e.position > ${after}::bigint and ${matching}
    and not exists (select from platform_event l where l.participant_id = e.participant_id and l.position > e.position and l.audience = 'PLATFORM')
  order by e.position`;

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

async function countAll(context: Context, from: RawBuilder<unknown>): Promise<number | null> {
  const count = await asViewer(context.em, context.viewer, async (tx) => {
    const { rows } = await sql<{
      count: string;
    }>`select count(*) as count from (select ${from} limit ${countLimit + 1}) c`.execute(tx.getKysely());
    return Number(rows[0]!.count);
  });
  return count > countLimit ? null : count;
}

function toParticipant(
  row: Row,
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
