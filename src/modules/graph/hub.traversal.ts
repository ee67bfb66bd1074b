import { type RawBuilder, sql } from "kysely";
import type { Em } from "../../database.ts";
import { TimeBudget } from "../../shared/request.ts";
import { type EdgeFilter, edgesOf, keyList } from "./edge.sql.ts";
import { isMaskedPerson } from "./entity.loader.ts";
import { type FanOut, noLoop, walkedEdges } from "./fan-out.sql.ts";
import type { HopFilter } from "./hop.filter.ts";
import { findHubStops } from "./hub.stops.ts";
import { crowdLimit, type DefaultStops, defaultStopOf, hasMoreThan } from "./stop.sql.ts";
import { isTarget, type TargetType } from "./target.sql.ts";
import type { FoundStop } from "./walk.traversal.ts";

/** A question for common hubs, checked and resolved. */
export interface HubRequest extends EdgeFilter, FanOut {
  of: readonly string[];
  maxHops: number;
  minShared: number;
  hubTypes: readonly TargetType[] | null;
  maxNodes: number;
  defaultStops: DefaultStops;
  timeBudgetMs: number | null;
}
/** Where a hub stands in the order: how many it joins, strength, key; numbers as the database writes them. */
export type HubPlace = [shared: string, strength: string, key: string];
export interface FoundHub {
  place: HubPlace;
  /** The best way of each given entity that it joins: keys of relationships, walked from the given one. */
  links: { of: string; relationships: string[] }[];
}

interface HubRow {
  is_truncated: boolean;
  id: string | null;
  shared: string;
  strength: string;
  from_id: string;
  ids: string[];
}

/**
 * What several entities share, best first, behind a place: docs/rules.md, "Common hubs". One statement, which reads what stands beside
 * the given ones and never all that stands beside a hub.
 */
export async function findCommonHubs(
  em: Em,
  request: HubRequest,
  limit: number,
  after: HubPlace | null,
  crowd: number = crowdLimit,
): Promise<{ hubs: FoundHub[]; stops: FoundStop[]; isTruncated: boolean }> {
  const filter: HopFilter = { ...request, reached: null };
  const isLong = request.maxHops > 1;
  const statement = sql<HubRow>`
    with frontier as materialized (select id from ${keyList(request.of)} k(id)),
    ${walkedEdges(filter, request)},
    near as materialized (select from_id, neighbour, id, confidence::numeric as confidence, base_amount from walked)
    ${isLong ? secondHop(filter, request, crowd) : sql``},
    way as materialized (
      select from_id, neighbour, confidence, array[id] as ids from near
      ${
        isLong
          ? sql`union all select n.from_id, f.neighbour, n.confidence * f.confidence, array[n.id, f.id]
              from near n join far f on f.from_id = n.neighbour where f.neighbour <> n.from_id`
          : sql``
      }
    ),
    first as materialized (
      select distinct on (neighbour, from_id) * from way
      order by neighbour, from_id, round(confidence, 12) desc, cardinality(ids), ids
    ),
    best as materialized (
      select f.* from (select *, count(*) over (partition by neighbour) as shared from first) f join entity e on e.id = f.neighbour
      where f.shared >= ${request.minShared} and not ${isMaskedPerson} and ${isTarget(request.hubTypes, request)}
    ),
    page as (
      select * from (select neighbour as id, count(*) as shared, round(sum(confidence), 9) as strength from best group by neighbour) hub
      ${after ? sql`where (-shared, -strength, id) > (-(${after[0]}::numeric), -(${after[1]}::numeric), ${after[2]}::bigint)` : sql``}
      order by shared desc, strength desc, id limit ${limit}
    )
    select exists (select from crowded) ${isLong ? sql`or (select count(*) > ${request.maxNodes} from through)` : sql``} as is_truncated,
      page.id, page.shared::text as shared, page.strength::text as strength, best.from_id, best.ids::text[] as ids
    from (select 1) one left join (page join best on best.neighbour = page.id) on true
    order by page.shared desc, page.strength desc, page.id, round(best.confidence, 12) desc, best.from_id`;
  const budget = new TimeBudget(request.timeBudgetMs);
  const answer = await budget.spend(() => statement.execute(em.getKysely()));
  if (!answer) return { hubs: [], stops: [], isTruncated: true };
  const { rows } = answer;
  const hubs = new Map<string, FoundHub>();
  for (const row of rows) {
    if (row.id === null) continue;
    const hub = hubs.get(row.id) ?? { place: [row.shared, row.strength, row.id], links: [] };
    hub.links.push({ of: row.from_id, relationships: row.ids });
    hubs.set(row.id, hub);
  }
  const stops = await budget.spend(() => findHubStops(em, request));
  return { hubs: [...hubs.values()], stops: stops ?? [], isTruncated: stops === null || rows[0]!.is_truncated };
}

/** Those beside the given ones that may be walked through, one more than is walked, and the edges that leave them. */
function secondHop(filter: EdgeFilter, request: HubRequest, crowd: number): RawBuilder<unknown> {
  const { maxNodes } = request;
  // Whether something is a stop is looked up in the order of what is taken, so of little more than that.
  const order = sql`joined desc, amount desc, id`;
  return sql`, through as materialized (
      select beside.* from (
        select neighbour as id, count(distinct from_id) as joined, max(base_amount) as amount from near group by neighbour order by ${order} offset 0
      ) beside join entity e on e.id = beside.id
      where not ${isMaskedPerson} and ${defaultStopOf(request, filter)} is null and not ${hasMoreThan(crowd, sql.ref("e.id"), filter)} order by joined desc, amount desc, beside.id limit ${maxNodes + 1}
    ),
    far as materialized (
      select edge.from_id, edge.neighbour, edge.id, edge.confidence::numeric as confidence
      from ${edgesOf(sql`(select id from through order by ${order} limit ${maxNodes})`, { ...filter, where: noLoop })} edge
    )`;
}
