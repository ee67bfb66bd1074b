import { type RawBuilder, sql } from "kysely";
import type { TimeAsked } from "../../shared/asked.ts";
import { holds, relationshipsOf } from "../graph/relationship.sql.ts";
import { digitsOf } from "./coverage.enums.ts";
import type { Bucket } from "./coverage.question.ts";

/**
 * The participants of a platform on a day, a row each; set apart by role one for each role. Columns: id, role, region, month, roles, since,
 * standing. Role, region and month are null unless the participants are set apart by them. A bucket narrows it to its own.
 */
export function participantsOn(
  platform: string,
  { by, level, values }: Pick<Bucket, "by" | "level"> & Partial<Bucket>,
  time: TimeAsked,
): RawBuilder<unknown> {
  const none = sql`null::text`;
  const role = by.includes("ROLE") ? sql`r.role` : none;
  const region = by.includes("REGION") ? sql`left(e.region, ${sql.lit(digitsOf[level])})` : none;
  // Who has taken part always, as far as is known, began in no month.
  const since = sql`case when bool_or(r.since is null) then null else min(r.since) end`;
  const month = by.includes("MONTH") ? sql`to_char(${since}, 'YYYY-MM')` : none;
  const unit = sql`select r.source_id as id, ${role} as role, ${region} as region, ${month} as month,
      array_agg(distinct r.role) filter (where r.role is not null) as roles, ${since} as since
    from ${relationshipsOf(time)} r join entity e on e.id = r.source_id and e.type = 'ORGANIZATION'
    where r.target_id = ${platform}::bigint and r.kind = 'PARTICIPATES_IN' and ${holds("CURRENT", time)}
    group by 1, 2, 3`;
  const own = values
    ? sql`where (u.role, u.region, u.month) is not distinct from (${values.role}::text, ${values.region}::text, ${values.month}::text)`
    : sql``;
  return sql`(select u.*, ${standingOf(sql`c.entity_id`, sql`c.since`)} as standing
    from (${unit}) u cross join ${projectOf(platform)}
    left join client_period c on c.entity_id = u.id and ${clientOn(sql`${time.asOf}::date`)} ${own})`;
}

/** The days of a platform's project, one row p: launched_on, and began_on, when it was proposed or the building began, whichever is first. */
export const projectOf = (platform: string): RawBuilder<unknown> => sql`(
  select s.launched_on, least(j.proposed_on, j.in_build_on) as began_on
  from scenario_platform s left join platform_project j on j.platform_id = s.entity_id where s.entity_id = ${platform}::bigint) p`;

/** Stands for the period c in which somebody is a client on a day; of one organization no two hold on a day. */
export const clientOn = (day: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql`c.withdrawn_at is null and (c.since is null or c.since <= ${day}) and (c.until is null or c.until > ${day})`;

/** How somebody stands who is a client since a day (entity: null unless it is one), beside the project p. */
export const standingOf = (entity: RawBuilder<unknown>, since: RawBuilder<unknown>): RawBuilder<string> => sql`case
  when ${entity} is null then 'REMAINING' when ${since} >= p.launched_on then 'OPENED_SINCE_LAUNCH'
  when ${since} >= p.began_on then 'OPENED_DURING_PROJECT' else 'CLIENT_BEFORE' end`;
