import { type RawBuilder, sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import type { TimeAsked } from "../../shared/asked.ts";
import { encodeId, maskedId } from "../../shared/ids.ts";
import { requestLoader } from "../../shared/loader.ts";
import type { EntityType, EntityTypename } from "./entity.type.ts";
import { type AsOf, relationshipsOf } from "./relationship.sql.ts";

interface EntityRow {
  id: string;
  type: keyof typeof typenames;
  name: string;
  category: string | null;
  status: string;
  credit_code: string | null;
  region: string | null;
  industry: string | null;
  size_class: string | null;
  scenario: string | null;
  roles: string[] | null;
  is_client: boolean;
  is_masked: boolean;
  merged_into: string | null;
}

const typenames = {
  ORGANIZATION: "Organization",
  PERSON: "Person",
  GROUP: "Group",
  SCENARIO_PLATFORM: "ScenarioPlatform",
} as const;

/**
 * True for a person e whose name is not open: one without an open role, ever (DOMAIN.md 9), or erased. Used by every walk as well. No
 * NOT EXISTS: for thousands of keys the planner would answer that by hashing the whole relationship table, for the first person among them.
 */
export const isMaskedPerson = sql<boolean>`(e.type = 'PERSON' and (e.is_erased or ${hasNoOpenRole(sql`relationship`)}))`;

/** The same, and true as well for who had no open role by what was known at the time asked. */
export const isMaskedPersonAt = (time: AsOf): RawBuilder<boolean> =>
  time.knownAt === null
    ? isMaskedPerson
    : sql`(${isMaskedPerson} or (e.type = 'PERSON' and ${hasNoOpenRole(relationshipsOf(time))}))`;

function hasNoOpenRole(relationships: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`(select true from ${relationships} o where o.source_id = e.id and o.withdrawn_at is null
    and (o.kind = 'OWNS' or (o.kind = 'AFFILIATED_WITH' and o.role in ('LEGAL_REPRESENTATIVE', 'EXECUTIVE', 'SHAREHOLDER'))) limit 1) is null`;
}

/**
 * Entities by key in one statement, masked where the viewer may not know who stands there; absent ones are missing from the map. One that
 * was merged is answered as the one that it is part of now; in an answer from what was known at an instant it stands for itself.
 */
export async function loadEntities(
  em: Em,
  keys: readonly string[],
  time: TimeAsked | null = null,
): Promise<Map<string, EntityType>> {
  const rows = await readEntities(em, keys);
  const merged = time?.knownAt ? [] : rows.filter((row) => row.merged_into !== null);
  const found = new Map(rows.map((row) => [row.id, toEntity(row)]));
  if (merged.length === 0) return found;
  const kept = await readEntities(em, [...new Set(merged.map((row) => row.merged_into!))]);
  const byId = new Map(kept.map((row) => [row.id, toEntity(row)]));
  for (const row of merged) found.set(row.id, byId.get(row.merged_into!)!);
  return found;
}

async function readEntities(em: Em, keys: readonly string[]): Promise<EntityRow[]> {
  const { rows } = await sql<EntityRow>`
    select e.id, e.type, e.name, e.category, e.status, o.credit_code, e.region, e.industry, o.size_class, s.scenario, s.roles, e.is_client, e.merged_into, ${isMaskedPerson} as is_masked
    from entity e left join organization o on o.entity_id = e.id left join scenario_platform s on s.entity_id = e.id
    where e.id = any(${keys}::bigint[])`.execute(em.getKysely());
  return rows;
}

/** An entity by key; null when there is none. One statement for all that are asked for at once. */
export const loadEntity = requestLoader<string, EntityType | null>(async (context, keys) => {
  const found = await loadEntities(context.em, keys);
  return keys.map((key) => found.get(key) ?? null);
});

/** The same, but that one which was merged since stands for itself. */
const loadUnmerged = requestLoader<string, EntityType | null>(async (context, keys) => {
  const rows = await readEntities(context.em, keys);
  const found = new Map(rows.map((row) => [row.id, toEntity(row)]));
  return keys.map((key) => found.get(key) ?? null);
});

/** An entity by key as it stands in an answer of that time; null when there is none. */
export const loadEntityAt = (context: Context, key: string, time: TimeAsked | null): Promise<EntityType | null> =>
  time?.knownAt ? loadUnmerged(context, key) : loadEntity(context, key);

function toEntity(row: EntityRow): EntityType {
  const shared = { __typename: typenames[row.type] as EntityTypename, key: row.id, isMasked: row.is_masked };
  if (row.is_masked) return { ...shared, id: maskedId(row.id), name: "***" };
  return {
    ...shared,
    id: encodeId("entity", row.id),
    name: row.name,
    creditCode: row.credit_code,
    category: row.category,
    status: row.status,
    region: row.region,
    industry: row.industry,
    sizeClassCode: row.size_class,
    isClient: row.is_client,
    scenario: row.scenario,
    roles: row.roles,
  } as EntityType;
}
