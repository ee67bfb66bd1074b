import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { TimeBudget } from "../../shared/request.ts";
import { type EdgeFilter, edgesOf, keyList } from "./edge.sql.ts";
import type { OwnershipDirection } from "./ownership.type.ts";
import { type AsOf, sharesOf } from "./relationship.sql.ts";

/** A question for ownership, checked and resolved. */
export interface OwnershipRequest extends AsOf {
  direction: OwnershipDirection;
  minConfidence: number | null;
  minShare: number | null;
  maxDepth: number;
  maxNodes: number;
  timeBudgetMs: number | null;
}
/** One relationship of ownership as it is followed; share in millionths, null: unknown. */
export interface Holding {
  relationship: string;
  from: string;
  to: string;
  share: bigint | null;
}
/** What was loaded around an entity. */
export interface OwnershipNetwork {
  entities: Set<string>;
  /** Those whose holdings were all loaded, be it that there are none. */
  expanded: Set<string>;
  /** Self-loops included, and such that lead to entities which were not loaded. */
  holdings: Holding[];
  truncatedAtHop: number | null;
}

const maxHoldings = 20_000;

/** Who owns an entity, or what it owns, level by level, one statement a level: docs/rules.md, "Ownership chains". */
export async function loadOwnership(em: Em, of: string, request: OwnershipRequest): Promise<OwnershipNetwork> {
  const network: OwnershipNetwork = {
    entities: new Set([of]),
    expanded: new Set(),
    holdings: [],
    truncatedAtHop: null,
  };
  const budget = new TimeBudget(request.timeBudgetMs);
  let level = [of];
  for (let depth = 0; depth <= request.maxDepth && level.length; depth++) {
    const room = maxHoldings - network.holdings.length;
    const found = await budget.spend(() => loadHoldings(em, level, room + 1, request));
    network.holdings.push(...(found ?? []).slice(0, room));
    if (!found || found.length > room) {
      network.truncatedAtHop ??= depth + 1;
      break;
    }
    for (const key of level) network.expanded.add(key);
    if (depth === request.maxDepth) break;
    const fresh = [...new Set(found.map(({ to }) => to))].filter((key) => !network.entities.has(key));
    level = fresh.slice(0, request.maxNodes - network.entities.size);
    for (const key of level) network.entities.add(key);
    if (fresh.length > level.length) network.truncatedAtHop ??= depth + 1;
  }
  return network;
}

async function loadHoldings(
  em: Em,
  level: readonly string[],
  limit: number,
  { minShare, ...request }: OwnershipRequest,
): Promise<Holding[]> {
  const filter: EdgeFilter = {
    ...request,
    kinds: ["OWNS"],
    direction: request.direction === "OWNERS" ? "IN" : "OUT",
    validity: "CURRENT",
  };
  const shares = request.isToday
    ? sql`relationship s on s.id = edge.id`
    : sql`${sharesOf(sql`array(select id from edge)`, request)} s on s.relationship_id = edge.id`;
  const { rows } = await sql<{ from_id: string; neighbour: string; id: string; millionths: string | null }>`
    with edge as materialized (select from_id, neighbour, id from ${edgesOf(keyList(level), filter)} edge)
    select edge.from_id, edge.neighbour, edge.id, (s.share * 1000000)::bigint::text as millionths
    from edge left join ${shares}
    where ${minShare === null ? sql`true` : sql`(s.share is null or s.share >= ${String(minShare)}::numeric)`}
    order by s.share desc nulls last, edge.neighbour, edge.id limit ${limit}`.execute(em.getKysely());
  return rows.map(({ from_id, neighbour, id, millionths }) => ({
    relationship: id,
    from: from_id,
    to: neighbour,
    share: millionths === null ? null : BigInt(millionths),
  }));
}
