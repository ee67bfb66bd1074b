import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, reserveIds, rowSet } from "../../shared/bulk.ts";
import { lockKeys } from "../../shared/locks.ts";
import {
  codeKey,
  type EntityType,
  type EntityValues,
  fieldsOf,
  merge,
  numberKey,
  warningsOf,
} from "./identity.policy.ts";
import { writeMatchKeys } from "./match-key.service.ts";
import { queueMatches } from "./matching.service.ts";
import { erasedAmong } from "./tombstone.service.ts";

/** What a source says of one entity. Texts are clean already (cleanText), codes checked; null and undefined say nothing. */
export interface IdentityRow extends Partial<EntityValues> {
  type: EntityType;
  name: string;
  /** Who says so: a file, a system, `platform:<id>`. */
  source: string;
  /** The source's own number for it. A row needs a credit code or a number. */
  number?: string | null;
  /** OWN: the bank's own import, which may change what stands. FILLS_BLANKS: only what is null, or UNKNOWN, is filled. */
  authority: "FILLS_BLANKS" | "OWN";
}

/** CONFLICT: code and number lead to different entities, or to one of another type; nothing of the row is taken. */
export interface ResolvedEntity {
  /** Null for CONFLICT. */
  entityId: string | null;
  outcome: "CREATED" | "UPDATED" | "UNCHANGED" | "CONFLICT";
  /** Set when the person was erased: the entity is what is left of it, and nothing may be written about it. */
  isErased?: true;
  /** Of the first UPDATED row of an entity that stood before: what stood, and what stands now. */
  change?: { before: EntityValues; after: EntityValues };
}

interface Slot {
  id: string;
  type: EntityType;
  /** What stands in the database; null for a new entity. */
  before: EntityValues | null;
  now: EntityValues;
  warnings: string[];
  isRenumbered: boolean;
  /** What is left of an erased person: nothing that a row says of it is taken. */
  isErased: boolean;
}

/**
 * Finds or makes the entity of each row, in the rows' order, and answers in it: by credit code, else by (source, number);
 * names never decide. A number that is known without a code gains the row's code. Rows of the same identity meet one entity,
 * however many callers write at once (the identities are locked until the transaction ends). Replays write nothing. New organizations
 * that look like others are queued for a person to decide.
 * codeWins: where a row's code and number lead to two entities the code decides and the number moves to its entity, instead
 * of CONFLICT: for a source that must not learn that the bank knows the code. importId: the import job whose entities and numbers these are.
 */
export async function resolveEntities(
  tx: Em,
  rows: readonly IdentityRow[],
  { codeWins = false, importId = null as string | null } = {},
): Promise<ResolvedEntity[]> {
  const keysOf = (row: IdentityRow) => [
    row.creditCode ? codeKey(row.creditCode) : null,
    row.number ? numberKey(row.source, row.number) : null,
  ];
  await lockKeys(tx, "identity", [...new Set(rows.flatMap(keysOf).filter((key) => key !== null))]);
  const known = await readKnown(tx, rows);
  const created: Slot[] = [];
  const mappings = new Map<string, { source: string; number: string; slot: Slot }>();

  const placed = rows.map((row) => {
    const [byCode, byNumber] = keysOf(row);
    if (byCode === null && byNumber === null) throw new RangeError(`${row.name}: neither credit code nor number`);
    const coded = byCode ? known.get(byCode!) : undefined;
    const numbered = byNumber ? known.get(byNumber!) : undefined;
    const isTorn = numbered && byCode ? (coded ? coded !== numbered : numbered.now.creditCode !== null) : false;
    let slot = coded ?? (isTorn ? undefined : numbered);
    if ((isTorn && !codeWins) || (slot && slot.type !== row.type))
      return { slot: null, isNew: false, isChanged: false };
    const isNew = !slot;
    if (!slot) {
      slot = {
        id: "",
        type: row.type,
        before: null,
        now: fieldsOf(row),
        warnings: [],
        isRenumbered: false,
        isErased: false,
      };
      created.push(slot);
    }
    if (slot.isErased) return { slot, isNew: false, isChanged: false };
    let isChanged = !isNew && merge(slot.now, row, row.authority);
    if (byNumber && known.get(byNumber) !== slot) {
      isChanged = slot.isRenumbered = true;
      known.set(byNumber, slot);
      mappings.set(byNumber, { source: row.source, number: row.number!, slot });
    }
    if (byCode) known.set(byCode, slot);
    return { slot, isNew, isChanged };
  });

  const ids = await reserveIds(tx, "entity", created.length);
  for (const [place, slot] of created.entries()) slot.id = ids[place]!;
  await insertEntities(tx, created, importId);
  const changed = [...new Set(known.values())].filter((slot) => slot.before && !isSame(slot.before, slot.now));
  await updateEntities(tx, changed);
  await writeOrganizations(tx, [...created, ...changed]);
  await writeMappings(tx, [...mappings.values()], importId);
  await queueMatches(
    tx,
    created.filter((slot) => slot.type === "ORGANIZATION").map((slot) => slot.id),
  );

  const written = new Set(changed);
  const told = new Set<Slot>();
  return placed.map(({ slot, isNew, isChanged }) => {
    if (!slot) return { entityId: null, outcome: "CONFLICT" };
    const entityId = slot.id;
    if (slot.isErased) return { entityId, outcome: "UNCHANGED", isErased: true };
    if (isNew) return { entityId, outcome: "CREATED" };
    // Two rows of one call that take a value back and forth write nothing, so a replay of them is UNCHANGED.
    const isWritten = !slot.before || slot.isRenumbered || written.has(slot);
    const outcome = isChanged && isWritten ? "UPDATED" : "UNCHANGED";
    if (!written.has(slot) || told.has(slot)) return { entityId, outcome };
    told.add(slot);
    return { entityId, outcome, change: { before: slot.before!, after: slot.now } };
  });
}

const isSame = (a: EntityValues, b: EntityValues) =>
  (Object.keys(a) as (keyof EntityValues)[]).every((field) => a[field] === b[field]);

async function readKnown(tx: Em, rows: readonly IdentityRow[]): Promise<Map<string, Slot>> {
  const db = tx.getKysely();
  type Found = EntityValues & {
    key: string | null;
    source: string;
    number: string;
    id: string;
    type: EntityType;
    warnings: string[] | null;
  };
  const columns = sql`e.id, e.type, e.name, e.category, e.status, e.region, e.industry, o.credit_code as "creditCode",
    o.size_class as "sizeClass", o.warnings`;
  const slots = new Map<string, Slot>();
  const known = new Map<string, Slot>();
  const keep = (key: string, { id, type, warnings, ...values }: Found) => {
    const slot = slots.get(id) ?? {
      id,
      type,
      before: fieldsOf(values),
      now: fieldsOf(values),
      warnings: warnings ?? [],
      isRenumbered: false,
      isErased: false,
    };
    slots.set(id, slot);
    known.set(key, slot);
  };
  for (const chunk of chunks([...new Set(rows.flatMap((row) => row.creditCode ?? []))])) {
    const { rows: found } = await sql<Found>`select ${columns} from organization o join entity e on e.id = o.entity_id
      where o.credit_code = any(${chunk})`.execute(db);
    for (const one of found) keep(codeKey(one.creditCode!), one);
  }
  for (const chunk of chunks(rows.filter((row) => row.number))) {
    const asked = rowSet(chunk, { source: ["text", (row) => row.source], number: ["text", (row) => row.number] });
    const { rows: found } = await sql<Found>`select i.source, i.number, ${columns} from ${asked}
      join source_identity i on i.source = v.source and i.number = v.number
      join entity e on e.id = i.entity_id left join organization o on o.entity_id = e.id`.execute(db);
    for (const { source, number, ...one } of found) keep(numberKey(source, number), one as Found);
  }
  await addErased(
    tx,
    rows.filter((row) => row.type === "PERSON" && row.number),
    known,
  );
  return known;
}

/** What is left of erased persons, found by the hashes of their numbers. */
async function addErased(tx: Em, rows: readonly IdentityRow[], known: Map<string, Slot>): Promise<void> {
  const numbers = rows.map(({ source, number }) => ({ source, number: number! }));
  for (const [place, id] of (await erasedAmong(tx, numbers)).entries()) {
    const values = fieldsOf({ name: "" });
    const slot = { id: id!, type: "PERSON" as const, before: values, now: values, warnings: [] };
    if (id)
      known.set(numberKey(numbers[place]!.source, numbers[place]!.number), {
        ...slot,
        isRenumbered: false,
        isErased: true,
      });
  }
}

async function insertEntities(tx: Em, slots: readonly Slot[], importId: string | null): Promise<void> {
  for (const chunk of chunks(slots)) {
    const rows = rowSet(chunk, { ...columnsOf, type: ["text", (slot) => slot.type] });
    await sql`insert into entity (id, type, name, category, status, region, industry, import_id)
      select id, type, name, category, status, region, industry, ${importId}::bigint from ${rows}`.execute(
      tx.getKysely(),
    );
  }
}

async function updateEntities(tx: Em, slots: readonly Slot[]): Promise<void> {
  for (const chunk of chunks(slots)) {
    // Row locks in id order first: an update takes them in whatever order its plan has.
    await sql`select from entity where id = any(${chunk.map((slot) => slot.id)}::bigint[]) order by id for no key update`.execute(
      tx.getKysely(),
    );
    await sql`update entity e set name = v.name, category = v.category, status = v.status, region = v.region, industry = v.industry
      from ${rowSet(chunk, columnsOf)} where e.id = v.id and (e.name, e.category, e.status, e.region, e.industry)
        is distinct from (v.name, v.category, v.status, v.region, v.industry)`.execute(tx.getKysely());
  }
}

const columnsOf = {
  id: ["bigint", (slot: Slot) => slot.id],
  name: ["text", (slot: Slot) => slot.now.name],
  category: ["text", (slot: Slot) => slot.now.category],
  status: ["text", (slot: Slot) => slot.now.status],
  region: ["text", (slot: Slot) => slot.now.region],
  industry: ["text", (slot: Slot) => slot.now.industry],
} satisfies Record<string, [string, (slot: Slot) => unknown]>;

async function writeOrganizations(tx: Em, slots: readonly Slot[]): Promise<void> {
  const organizations = slots.filter((slot) => slot.type === "ORGANIZATION");
  await writeMatchKeys(
    tx,
    organizations.map(({ id, now: { name, region } }) => ({ id, name, region })),
  );
  for (const chunk of chunks(organizations)) {
    const rows = rowSet(chunk, {
      id: ["bigint", (slot) => slot.id],
      credit_code: ["text", (slot) => slot.now.creditCode],
      size_class: ["text", (slot) => slot.now.sizeClass],
      // Arrays of arrays must be even in SQL; as JSON they need not.
      warnings: ["jsonb", (slot) => JSON.stringify(warningsOf(slot.now, slot.warnings))],
    });
    await sql`insert into organization as o (entity_id, credit_code, size_class, warnings)
      select id, credit_code, size_class, array(select jsonb_array_elements_text(v.warnings)) from ${rows}
      on conflict (entity_id) do update
        set credit_code = excluded.credit_code, size_class = excluded.size_class, warnings = excluded.warnings
        where (o.credit_code, o.size_class, o.warnings) is distinct from (excluded.credit_code, excluded.size_class, excluded.warnings)`.execute(
      tx.getKysely(),
    );
  }
}

/** Gives entities that stand further numbers of a source, under which they are found from now on. Lock the identities first. */
export const nameEntities = (tx: Em, names: readonly { source: string; number: string; entityId: string }[]) =>
  writeMappings(
    tx,
    names.map(({ entityId, ...name }) => ({ ...name, slot: { id: entityId } })),
    null,
  );

async function writeMappings(
  tx: Em,
  mappings: readonly { source: string; number: string; slot: Pick<Slot, "id"> }[],
  importId: string | null,
): Promise<void> {
  for (const chunk of chunks(mappings)) {
    const rows = rowSet(chunk, {
      source: ["text", (one) => one.source],
      number: ["text", (one) => one.number],
      entity_id: ["bigint", (one) => one.slot.id],
    });
    await sql`insert into source_identity as i (source, number, entity_id, import_id)
      select source, number, entity_id, ${importId}::bigint from ${rows}
      on conflict (source, number) do update set entity_id = excluded.entity_id
        where i.entity_id is distinct from excluded.entity_id`.execute(tx.getKysely());
  }
}
