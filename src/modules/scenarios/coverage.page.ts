import { type RawBuilder, sql } from "kysely";
import type { Context } from "../../context.ts";
import { dayAsked, type TimeAsked } from "../../shared/asked.ts";
import { decodeCursor, encodeCursor, type Page, pageSize, toPage } from "../../shared/connection.ts";
import { markOf } from "../graph/computed.page.ts";
import { countLimit } from "../graph/relationship.loader.ts";
import { holds, relationshipsOf } from "../graph/relationship.sql.ts";
import type { CoverageStanding, RemainingReason } from "./coverage.enums.ts";
import { bucketAsked, platformAsked } from "./coverage.question.ts";
import { participantsOn } from "./coverage.sql.ts";
import type { CoveredParticipantEdgeType, CoveredParticipantType, ParticipantsArgs } from "./coverage.type.ts";

export interface ParticipantPage extends Page<CoveredParticipantEdgeType> {
  countAll(context: Context): Promise<number | null>;
}

/** Which participants of a bucket; null or empty: whatever they are. */
interface Wanted {
  standings?: CoverageStanding[] | null;
  reasons?: RemainingReason[] | null;
}

type Row = CoveredParticipantType & { id: string };

/** A page of the participants that a bucket counts, by id. */
export async function pageOfParticipants(
  context: Context,
  { platformId, bucket: key, asOf, first, after }: ParticipantsArgs,
  wanted: Wanted,
): Promise<ParticipantPage> {
  const time = dayAsked(context, asOf);
  const bucket = bucketAsked(key);
  const platform = await platformAsked(context, platformId);
  const size = pageSize(first);
  const mark = markOf("participants", { platform, key, asOf: time.asOf, ...wanted });
  const cursor = decodeCursor(mark, ["id"], after);
  const of = participantsOn(platform, bucket ?? { by: [], level: "COUNTY" }, time);
  const matching = sql`select u.* from (select u.id, coalesce(u.roles, '{}') as roles, u.since, u.standing, ${reasonOn(platform, time)} as reason
    from ${of} u join entity e on e.id = u.id) u where ${among("standing", wanted.standings)} and ${among("reason", wanted.reasons)}`;
  const { rows } =
    await sql<Row>`${matching} ${cursor ? sql`and u.id > ${cursor[0]}::bigint` : sql``} order by u.id limit ${size + 1}`.execute(
      context.em.getKysely(),
    );
  const edges = rows.map(({ id, ...row }) => ({
    cursor: encodeCursor(mark, [id]),
    node: { ...row, organizationKey: id, platform, day: time.asOf },
  }));
  return { ...toPage(edges, size, after), countAll: (asker) => count(asker, matching) };
}

const among = (column: string, wanted: readonly string[] | null | undefined): RawBuilder<unknown> =>
  wanted?.length ? sql`u.${sql.ref(column)} = any(${[...wanted]})` : sql`true`;

async function count({ em }: Context, matching: RawBuilder<unknown>): Promise<number | null> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (${matching} limit ${countLimit + 1}) c`.execute(em.getKysely());
  return rows[0]!.count > countLimit ? null : rows[0]!.count;
}

/** Why a participant u of the platform, an entity e, is left. */
const reasonOn = (platform: string, time: TimeAsked) => sql`case when u.standing <> 'REMAINING' then null
  when e.do_not_contact then 'DO_NOT_CONTACT' when e.is_bank then 'BANK'
  when e.status in ('DEREGISTERED', 'REVOKED', 'INSOLVENT') then 'NOT_ACTIVE'
  when not exists (select from ${relationshipsOf(time)} r where r.source_id = u.id and r.kind = 'PARTICIPATES_IN'
    and r.target_id = ${platform}::bigint and r.role is distinct from 'DEBTOR' and ${holds("CURRENT", time)}) then 'ONLY_DEBTOR'
  when exists (select from client_period f where f.entity_id = u.id and f.withdrawn_at is null and f.until <= ${time.asOf}::date) then 'FORMER_CLIENT'
  when exists (select from match_candidate m where m.decision is null and u.id in (m.entity_id, m.candidate_id)) then 'IN_REVIEW'
  else 'NONE_KNOWN' end`;
