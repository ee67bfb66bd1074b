import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Em } from "../../database.ts";
import { type EdgeFilter, edgesOf, keyList } from "../graph/edge.sql.ts";
import { isMaskedPersonAt } from "../graph/entity.loader.ts";
import type { Direction, RelationshipKind } from "../graph/graph.enums.ts";
import { isClientAt, pastEntities } from "../graph/known.sql.ts";
import type { AsOf } from "../graph/relationship.sql.ts";
import { hasMoreThan } from "../graph/stop.sql.ts";

/** A usable relationship, as acquisition weighs it. Amounts are in CNY cents: only for ordering and shares, never shown. */
export interface Edge {
  id: string;
  kind: RelationshipKind;
  source: string;
  target: string;
  role: string | null;
  confidence: number;
  cents: bigint;
  lastObservedOn: string | null;
}

/** What acquisition must know of an entity on the day asked. */
export interface NodeFacts {
  key: string;
  type: string;
  category: string | null;
  isMasked: boolean;
  isBank: boolean;
  isClient: boolean;
  /** May be a prospect as far as it alone is concerned: no client, not do-not-contact, in business, no bank, in region and industry. */
  isProspect: boolean;
}

/** The day and the filters that every step of a question shares. */
export interface NetworkFilter extends AsOf {
  minConfidence: number | null;
  /** In CNY on that day; null: any. */
  minBaseAmount: string | null;
  region: string | null;
  industry: string | null;
}

/** Usable edges of a frontier in one statement: docs/rules.md, "Batches". Each edge comes once. */
export async function loadEdges(
  em: Em,
  frontier: Iterable<string>,
  filter: NetworkFilter,
  { kinds, direction, where }: { kinds: RelationshipKind[] | null; direction: Direction; where?: RawBuilder<SqlBool> },
): Promise<Edge[]> {
  const noLoop = sql<SqlBool>`r.source_id <> r.target_id ${where ? sql`and ${where}` : sql``}`;
  const edgeFilter: EdgeFilter = { ...filter, kinds, direction, validity: "CURRENT", where: noLoop };
  const enough =
    filter.minBaseAmount === null
      ? sql`true`
      : sql`(edge.kind <> 'SUPPLIES' or edge.base_amount >= ${filter.minBaseAmount}::numeric)`;
  const { rows } = await sql<{
    id: string;
    kind: RelationshipKind;
    source_id: string;
    target_id: string;
    role: string | null;
    confidence: number;
    base_amount: string;
    last_observed_on: string | null;
  }>`select edge.id, edge.kind, edge.source_id, edge.target_id, edge.role, edge.confidence, edge.base_amount, edge.last_observed_on
    from ${edgesOf(keyList(frontier), edgeFilter)} edge where ${enough}`.execute(em.getKysely());
  const edges = new Map<string, Edge>();
  for (const row of rows) {
    edges.set(row.id, {
      id: row.id,
      kind: row.kind,
      source: row.source_id,
      target: row.target_id,
      role: row.role,
      confidence: row.confidence,
      cents: BigInt(row.base_amount.replace(".", "")),
      lastObservedOn: row.last_observed_on,
    });
  }
  return [...edges.values()];
}

/** Facts of entities in one statement. */
export async function loadFacts(em: Em, keys: Iterable<string>, filter: NetworkFilter): Promise<NodeFacts[]> {
  const { as, join } = valuesAt(filter);
  const { rows } = await sql<{
    id: string;
    type: string;
    category: string | null;
    is_masked: boolean;
    is_bank: boolean;
    is_client: boolean;
    may_be: boolean;
  }>`select e.id, e.type, ${as("category")} as category, ${isMaskedPersonAt(filter)} as is_masked, ${as("is_bank")} as is_bank,
      ${isClientAt(filter)} as is_client,
      e.type = 'ORGANIZATION' and not ${as("is_bank")} and not ${as("do_not_contact")} and ${as("status")} not in ('DEREGISTERED', 'REVOKED', 'INSOLVENT')
      and ${filter.region ? sql`coalesce(starts_with(${as("region")}, ${filter.region}), false)` : sql`true`}
      and ${filter.industry ? sql`coalesce(starts_with(${as("industry")}, ${filter.industry}), false)` : sql`true`} as may_be
    from ${keyList(keys)} k(id) join entity e on e.id = k.id ${join}`.execute(em.getKysely());
  return rows.map((row) => ({
    key: row.id,
    type: row.type,
    category: row.category,
    isMasked: row.is_masked,
    isBank: row.is_bank,
    isClient: row.is_client,
    isProspect: row.may_be && !row.is_client,
  }));
}

/** How to read the values of entities e as they stood recorded at the time asked. */
function valuesAt({ knownAt }: AsOf) {
  if (knownAt === null) return { as: (name: string) => sql.ref(`e.${name}`), join: sql`` };
  return {
    as: (name: string) =>
      sql`(case when f.entity_id is null then ${sql.ref(`e.${name}`)} else ${sql.ref(`f.${name}`)} end)`,
    join: sql`left join ${pastEntities(knownAt)} f on f.entity_id = e.id`,
  };
}

/** Those of the keys with more than `limit` relationships on the day, both directions together, whatever the filters. */
export const keysWithMoreThan = (
  em: Em,
  limit: number,
  keys: Iterable<string>,
  time: AsOf,
  kind: RelationshipKind | null,
): Promise<Set<string>> =>
  found(em, sql`select k.id from ${keyList(keys)} k(id) where ${hasMoreThan(limit, sql.ref("k.id"), time, kind)}`);

async function found(em: Em, statement: RawBuilder<unknown>): Promise<Set<string>> {
  const { rows } = await (statement as RawBuilder<{ id: string }>).execute(em.getKysely());
  return new Set(rows.map((row) => row.id));
}
