import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { conditions, type EdgeFilter, keyList } from "./edge.sql.ts";
import { nextLevel } from "./frontier.traversal.ts";
import { type RelationshipRow, relationshipsOf, shareOf, storedColumns, valuesOf } from "./relationship.sql.ts";

/** How far and through what a walk goes. */
export interface WalkRequest extends EdgeFilter {
  maxHops: number;
  maxNodes: number;
  /** Keys of entities that are reached but never walked through. */
  stopAt: ReadonlySet<string>;
}
export interface WalkedNode {
  key: string;
  hop: number;
  isClipped: boolean;
}
export interface Neighborhood {
  nodes: WalkedNode[];
  relationships: RelationshipRow[];
  isTruncated: boolean;
  /** The first hop at which entities were left out; null: none were. */
  truncatedAtHop: number | null;
}

const maxRelationships = 20_000;

/** Everything within maxHops of an entity, level by level, one statement a hop: docs/rules.md, "Neighborhood". */
export async function walkNeighborhood(em: Em, of: string, request: WalkRequest): Promise<Neighborhood> {
  const nodes = new Map<string, WalkedNode>([[of, { key: of, hop: 0, isClipped: false }]]);
  let truncatedAtHop: number | null = null;
  let level = [of];
  for (let hop = 1; hop <= request.maxHops; hop++) {
    for (const key of level) if (key !== of && request.stopAt.has(key)) nodes.get(key)!.isClipped = true;
    const frontier = level.filter((key) => key === of || !request.stopAt.has(key));
    if (!frontier.length) break;
    const room = request.maxNodes - nodes.size;
    const { taken, clipped, masked } =
      room > 0
        ? await nextLevel(em, frontier, nodes.keys(), room, request)
        : { taken: [], clipped: frontier, masked: [] };
    for (const key of [...clipped, ...masked]) nodes.get(key)!.isClipped = true;
    for (const key of taken) nodes.set(key, { key, hop, isClipped: false });
    if ([...clipped].length > 0) truncatedAtHop ??= hop;
    level = taken;
  }
  const relationships = await relationshipsAmong(em, [...nodes.keys()], request, maxRelationships + 1);
  const isTruncated = truncatedAtHop !== null || relationships.length > maxRelationships;
  return {
    nodes: [...nodes.values()],
    relationships: relationships.slice(0, maxRelationships),
    isTruncated,
    truncatedAtHop,
  };
}

/** All matching relationships with both ends among the keys, by id: two unnests joined, which is what stays fast beside a hub. */
export async function relationshipsAmong(
  em: Em,
  keys: readonly string[],
  filter: Omit<EdgeFilter, "direction">,
  limit: number,
): Promise<RelationshipRow[]> {
  const inside = sql`${keyList(keys)} a(id) join ${relationshipsOf(filter)} r on r.source_id = a.id join ${keyList(keys)} b(id) on b.id = r.target_id`;
  const statement = filter.isToday
    ? sql<RelationshipRow>`select ${storedColumns} from ${inside} where ${conditions(filter)} order by r.id limit ${limit}`
    : sql<RelationshipRow>`with matching as materialized (select ${storedColumns} from ${inside} where ${conditions(filter)})
        select m.id, m.kind, m.source_id, m.target_id, m.role, m.since, m.until, v.annual_amounts, v.confidence, ${shareOf("m", filter)} as share
        from matching m join ${valuesOf(sql`array(select id from matching)`, filter)} v on v.relationship_id = m.id
        where ${filter.minConfidence === null ? sql`true` : sql`v.confidence >= ${filter.minConfidence}`} order by m.id limit ${limit}`;
  const { rows } = await statement.execute(em.getKysely());
  return rows;
}
