import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import type { EntityType } from "../organizations/identity.policy.ts";
import { erasedAmong } from "../organizations/tombstone.service.ts";
import type { End, Known } from "./kinds/kind.ts";

/** Key of an end in maps. */
export const endKey = ({ source, number }: Pick<End, "source" | "number">): string =>
  source === null ? number : `${source}\u0000${number}`;

/** The entities that ends name, by endKey, what is left of erased persons too; an unknown one has none. */
export async function findEnds(tx: Em, ends: readonly End[]): Promise<Map<string, Known>> {
  const asked = new Map(ends.map((end) => [endKey(end), end]));
  const codes = [...asked.values()].filter(({ source }) => source === null).map(({ number }) => number);
  const numbers = [...asked.values()].filter(({ source }) => source !== null);
  const found = new Map<string, Known>();
  for (const chunk of chunks(codes)) {
    const { rows } = await sql<{ code: string; id: string; type: EntityType }>`
      select o.credit_code as code, e.id, e.type from unnest(${chunk}::text[]) v(code)
      join organization o on o.credit_code = v.code join entity e on e.id = o.entity_id`.execute(tx.getKysely());
    for (const { code, id, type } of rows) found.set(code, { id, type });
  }
  for (const chunk of chunks(numbers)) {
    const values = rowSet(chunk, { source: ["text", (end) => end.source], number: ["text", (end) => end.number] });
    const { rows } = await sql<{ place: string; id: string; type: EntityType }>`
      select v.place, e.id, e.type from ${values}
      join source_identity i on i.source = v.source and i.number = v.number join entity e on e.id = i.entity_id`.execute(
      tx.getKysely(),
    );
    for (const { place, id, type } of rows) found.set(endKey(chunk[Number(place) - 1]!), { id, type });
  }
  const persons = numbers.filter((end) => end.types.includes("PERSON") && !found.has(endKey(end)));
  const erased = await erasedAmong(tx, persons as { source: string; number: string }[]);
  for (const [index, id] of erased.entries()) if (id) found.set(endKey(persons[index]!), { id, type: "PERSON" });
  return found;
}
