import { type RawBuilder, sql } from "kysely";
import type { TimeAsked } from "../../shared/asked.ts";
import { rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { textProblem } from "../../shared/text.ts";
import { holds, relationshipsOf } from "../graph/relationship.sql.ts";
import type { ChainLink } from "./chain.walk.ts";
import { clientOn, projectOf } from "./coverage.sql.ts";

export const stepKey = ({ kind, id }: Pick<ChainLink, "kind" | "id">): string => `${kind}:${id}`;

/** A step's key as callers get it: opaque. */
export const opaqueKey = (key: string): string => Buffer.from(key).toString("base64url");

/** The key behind it; of what is none of ours one that no step has. */
export function keyBehind(opaque: string): string {
  const key = Buffer.from(opaque, "base64url").toString("utf8");
  return textProblem(key, 1_000) === null && opaqueKey(key) === opaque ? key : "";
}

/**
 * Whom each step of a chain brought, a row o each: key of the step, its rank and name, id, is_further (it stands in no earlier step), is_won (a further one
 * that is a client on the day, since the step began for it or later). Members of whoever recommended come last.
 */
export function organizationsOf(platform: string, links: readonly ChainLink[], time: TimeAsked): RawBuilder<unknown> {
  const own = rowSet(links, {
    key: ["text", stepKey],
    id: ["bigint", (one) => one.id],
    began: ["date", (one) => beganOf(one, links)],
    recommends: ["boolean", (one) => one.kind === "RECOMMENDER"],
  });
  const current = holds("CURRENT", time);
  return sql`(select s.*, s.n = 1 as is_further, s.n = 1 and c.entity_id is not null as is_won from (
    select m.*, row_number() over (partition by m.id order by m.rank, m.key) as n from (
      select v.key, v.place as rank, null as role, v.id, coalesce(v.began, p.began_on, p.launched_on) as start
      from ${own} cross join ${projectOf(platform)} join entity e on e.id = v.id and e.type = 'ORGANIZATION'
      union all
      select 'PARTICIPANTS:' || coalesce(r.role, ''), 1000, r.role, r.source_id, coalesce(min(p.began_on), min(p.launched_on), min(r.since))
      from ${relationshipsOf(time)} r cross join ${projectOf(platform)} join entity e on e.id = r.source_id and e.type = 'ORGANIZATION'
      where r.target_id = ${platform}::bigint and r.kind = 'PARTICIPATES_IN' and ${current} group by r.role, r.source_id
      union all
      select 'MEMBERS:' || v.id, 1000 + v.place, null, r.source_id, coalesce(min(greatest(v.began, r.since)), min(p.began_on), min(p.launched_on))
      from ${own} cross join ${projectOf(platform)} join ${relationshipsOf(time)} r on r.target_id = v.id and r.kind = 'MEMBER_OF' and ${current}
        join entity e on e.id = r.source_id and e.type = 'ORGANIZATION'
      where v.recommends group by v.id, v.place, r.source_id) m) s
    left join client_period c on c.entity_id = s.id and c.since >= s.start and ${clientOn(sql`${time.asOf}::date`)}) o`;
}

/** From when on an account counts as brought by a step: of an operator the day on which somebody first recommended to it. */
function beganOf({ kind, id, since }: ChainLink, links: readonly ChainLink[]): Day | null {
  if (kind === "RECOMMENDER") return since;
  const days = links.filter((one) => one.kind === "RECOMMENDER" && one.targetId === id).map((one) => one.since);
  return days.filter((day) => day !== null).sort()[0] ?? null;
}
