import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import type { EntitySlot } from "./entity.writer.ts";
import { codeKey, type EntityType, type EntityValues, fieldsOf, numberKey } from "./identity.policy.ts";
import type { IdentityRow } from "./identity.service.ts";
import { erasedAmong } from "./tombstone.service.ts";

/** An entity as resolving goes on: what stands of it, and what will. */
export interface Slot extends EntitySlot {
  /** What stands in the database; null for a new entity. */
  before: EntityValues | null;
  isRenumbered: boolean;
  /** What is left of an erased person: nothing that a row says of it is taken. */
  isErased: boolean;
}

/** What stands under the credit codes and numbers of the rows, by their keys. */
export async function readKnown(tx: Em, rows: readonly IdentityRow[]): Promise<Map<string, Slot>> {
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
  // Limits make each row a lookup, whatever the planner thinks: while a database is loaded its statistics know nothing of a million rows.
  for (const chunk of chunks([...new Set(rows.flatMap((row) => row.creditCode ?? []))])) {
    const { rows: found } = await sql<Found>`select ${columns} from unnest(${chunk}::text[]) v(code)
      cross join lateral (select * from organization o where o.credit_code = v.code limit 1) o
      cross join lateral (select * from entity e where e.id = o.entity_id limit 1) e`.execute(db);
    for (const one of found) keep(codeKey(one.creditCode!), one);
  }
  for (const chunk of chunks(rows.filter((row) => row.number))) {
    const asked = rowSet(chunk, { source: ["text", (row) => row.source], number: ["text", (row) => row.number] });
    const { rows: found } = await sql<Found>`select v.source, v.number, ${columns} from ${asked}
      cross join lateral (select i.entity_id from source_identity i where i.source = v.source and i.number = v.number limit 1) i
      cross join lateral (select * from entity e where e.id = i.entity_id limit 1) e
      left join lateral (select * from organization o where o.entity_id = e.id limit 1) o on true`.execute(db);
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
