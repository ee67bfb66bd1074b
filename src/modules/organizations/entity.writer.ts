import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import { ReferenceGone, standingEntity, withoutRowChecks } from "../../shared/row-checks.ts";
import { nameForms } from "./company-name.ts";
import { type EntityType, type EntityValues, warningsOf } from "./identity.policy.ts";
import { writeMatchKeys } from "./match-key.service.ts";

/** An entity to be written, and for an organization the warnings of other kinds that stand. */
export interface EntitySlot {
  id: string;
  type: EntityType;
  now: EntityValues;
  /** The match key of a name, which may be its own no more; see matchKeyOf. */
  keyed?: { name: string; key: string };
  warnings: string[];
}

/** A source's number for an entity. */
export interface EntityNumber {
  source: string;
  number: string;
  slot: Pick<EntitySlot, "id">;
  /** This transaction made the entity: nobody else can take it away. */
  isMade?: boolean;
  /** Nothing stands under the number, and whoever writes one there waits for this transaction. */
  isFree?: boolean;
}

const columns = {
  id: ["bigint", (slot: EntitySlot) => slot.id],
  type: ["text", (slot: EntitySlot) => slot.type],
  name: ["text", (slot: EntitySlot) => slot.now.name],
  category: ["text", (slot: EntitySlot) => slot.now.category],
  status: ["text", (slot: EntitySlot) => slot.now.status],
  region: ["text", (slot: EntitySlot) => slot.now.region],
  industry: ["text", (slot: EntitySlot) => slot.now.industry],
} satisfies Record<string, [string, (slot: EntitySlot) => unknown]>;

const organizationColumns = {
  credit_code: ["text", (slot: EntitySlot) => slot.now.creditCode],
  size_class: ["text", (slot: EntitySlot) => slot.now.sizeClass],
  // Codes, which need no quotes in the text of an array. Arrays of arrays must be even in SQL; texts need not.
  warnings: ["text", (slot: EntitySlot) => `{${warningsOf(slot.now, slot.warnings).join(",")}}`],
} satisfies Record<string, [string, (slot: EntitySlot) => unknown]>;

/** The key by which likely matches of an organization are looked for, made once for each name that it has meanwhile. */
export function matchKeyOf(slot: EntitySlot): string {
  const { name } = slot.now;
  if (slot.keyed?.name !== name) slot.keyed = { name, key: nameForms(name).weak };
  return slot.keyed!.key;
}

/** Writes entities whose ids are reserved, with what hangs on each: the one place where they are made in bulk. */
export async function insertEntities(tx: Em, slots: readonly EntitySlot[], importId: string | null): Promise<void> {
  for (const chunk of chunks(slots)) {
    const rows = rowSet(chunk, {
      ...columns,
      ...organizationColumns,
      key: ["text", (slot: EntitySlot) => (slot.type === "ORGANIZATION" ? matchKeyOf(slot) : null)],
    });
    const insert = sql`with given as materialized (select v.* from ${rows}), made as (
        insert into entity (id, type, name, category, status, region, industry, import_id)
        select id, type, name, category, status, region, industry, ${importId}::bigint from given
      ), organizations as (
        insert into organization (entity_id, credit_code, size_class, warnings)
        select id, credit_code, size_class, warnings::text[] from given where type = 'ORGANIZATION'
      )
      insert into organization_match_key (entity_id, key, region) select id, key, region from given where type = 'ORGANIZATION'`;
    await withoutRowChecks(tx, () => insert.execute(tx.getKysely()));
  }
}

/** Writes what entities that stood before are now; those that stand unchanged are not written. */
export async function updateEntities(tx: Em, slots: readonly EntitySlot[]): Promise<void> {
  for (const chunk of chunks(slots)) {
    // Row locks in id order first: an update takes them in whatever order its plan has.
    await sql`select from entity where id = any(${chunk.map((slot) => slot.id)}::bigint[]) order by id for no key update`.execute(
      tx.getKysely(),
    );
    await sql`update entity e set name = v.name, category = v.category, status = v.status, region = v.region, industry = v.industry
      from ${rowSet(chunk, columns)} where e.id = v.id and (e.name, e.category, e.status, e.region, e.industry)
        is distinct from (v.name, v.category, v.status, v.region, v.industry)`.execute(tx.getKysely());
  }
  const organizations = slots.filter((slot) => slot.type === "ORGANIZATION");
  await writeMatchKeys(
    tx,
    organizations.map(({ id, now: { name, region } }) => ({ id, name, region })),
  );
  for (const chunk of chunks(organizations)) {
    await sql`insert into organization as o (entity_id, credit_code, size_class, warnings)
      select id, credit_code, size_class, warnings::text[] from ${rowSet(chunk, { id: columns.id, ...organizationColumns })}
      on conflict (entity_id) do update
        set credit_code = excluded.credit_code, size_class = excluded.size_class, warnings = excluded.warnings
        where (o.credit_code, o.size_class, o.warnings) is distinct from (excluded.credit_code, excluded.size_class, excluded.warnings)`.execute(
      tx.getKysely(),
    );
  }
}

/** Writes which entity a source means by a number. */
export async function writeNumbers(tx: Em, numbers: readonly EntityNumber[], importId: string | null): Promise<void> {
  for (const isFree of [true, false])
    await writeSome(
      tx,
      isFree,
      numbers.filter((one) => (one.isFree ?? false) === isFree),
      importId,
    );
}

async function writeSome(tx: Em, isFree: boolean, numbers: readonly EntityNumber[], importId: string | null) {
  // Looking for what is in the way costs each row a second write.
  const meeting = isFree
    ? sql``
    : sql`on conflict (source, number) do update set entity_id = excluded.entity_id where i.entity_id is distinct from excluded.entity_id`;
  for (const chunk of chunks(numbers)) {
    const rows = rowSet(chunk, {
      number: ["text", (one) => one.number],
      source: ["text", (one) => one.source],
      entity_id: ["bigint", (one) => one.slot.id],
      is_made: ["boolean", (one) => one.isMade ?? false],
    });
    const insert = sql<{ gone: boolean }>`with asked as materialized (
        select v.*, v.is_made or e.stands as is_whole from (select * from ${rows} offset 0) v
          ${standingEntity("v.entity_id", "e", sql`v.is_made`)}
      ), written as (
        insert into source_identity as i (source, number, entity_id, import_id)
        select source, number, entity_id, ${importId}::bigint from asked ${meeting}
      )
      select coalesce(bool_or(is_whole is not true), false) as gone from asked`;
    const { rows: found } = await withoutRowChecks(tx, () => insert.execute(tx.getKysely()));
    if (found[0]!.gone) throw new ReferenceGone();
  }
}
