import { sql } from "kysely";
import type { Em } from "../../database.ts";
import type { TimeAsked } from "../../shared/asked.ts";
import type { Day } from "../../shared/day.ts";
import { holds, relationshipsOf } from "../graph/relationship.sql.ts";

/** Somebody who recommended, or who operates the platform. */
export interface ChainLink {
  kind: "RECOMMENDER" | "OPERATOR";
  id: string;
  /** To whom it recommended, or the platform. */
  targetId: string;
  relationshipId: string;
  since: Day | null;
  /** How many recommendations away from the platform or its operator; 0: the operator. */
  level: number;
}

/** How far back recommendations are followed, and how many of each step. */
const maxLevels = 5;
const levelLimit = 100;

/**
 * The operators of a platform and those who recommended it or them, level by level, one statement each; whoever was reached before is not
 * reached again. In the order in which one led to the other: the farthest recommender first, the operators last.
 */
export async function walkChain(em: Em, platform: string, time: TimeAsked) {
  const operators = await linksInto(em, "OPERATES", [platform], [platform], time);
  const links = operators.slice(0, levelLimit).map((row): ChainLink => ({ ...row, kind: "OPERATOR", level: 0 }));
  let isTruncated = operators.length > levelLimit;
  const reached = new Set([platform, ...links.map(({ id }) => id)]);
  let frontier = [...reached];
  for (let level = 1; frontier.length > 0; level++) {
    const found = await linksInto(em, "RECOMMENDED", frontier, [...reached], time);
    isTruncated ||= found.length > levelLimit || (level > maxLevels && found.length > 0);
    if (level > maxLevels) break;
    const next = found.slice(0, levelLimit).map((row): ChainLink => ({ ...row, kind: "RECOMMENDER", level }));
    frontier = next.map(({ id }) => id);
    for (const id of frontier) reached.add(id);
    links.push(...next);
  }
  return { links: links.sort((a, b) => b.level - a.level), isTruncated };
}

/** Who has such a relationship into the frontier and was not reached: each by its earliest one. Persons are no hubs. */
async function linksInto(
  em: Em,
  kind: "OPERATES" | "RECOMMENDED",
  frontier: readonly string[],
  reached: readonly string[],
  time: TimeAsked,
): Promise<Omit<ChainLink, "kind" | "level">[]> {
  const { rows } = await sql<Omit<ChainLink, "kind" | "level">>`
    select o.* from (select distinct on (r.source_id) r.source_id as id, r.target_id as "targetId", r.id as "relationshipId", r.since
      from ${relationshipsOf(time)} r join entity e on e.id = r.source_id and e.type in ('ORGANIZATION', 'GROUP')
      where r.target_id = any(${[...frontier]}::bigint[]) and r.kind = ${kind} and ${holds("CURRENT", time)}
        and not exists (select from unnest(${[...reached]}::bigint[]) k(id) where k.id = r.source_id)
      order by r.source_id, r.since nulls last, r.id) o
    order by o.since nulls last, o.id limit ${levelLimit + 1}`.execute(em.getKysely());
  return rows;
}
