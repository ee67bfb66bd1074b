import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { rowSet } from "../../shared/bulk.ts";
import type { EntityType } from "../organizations/identity.policy.ts";
import { erasedAmong } from "../organizations/tombstone.service.ts";
import type { End, Known } from "./kinds/kind.ts";

const organization: EntityType = "ORGANIZATION";

/**
 * The entities that ends name, in their order, what is left of erased persons too; null for an unknown one. Limited subqueries, each
 * of which is one lookup whatever the planner thinks: while a database is loaded its statistics know nothing of a million rows.
 */
export async function findEnds(tx: Em, ends: readonly End[]): Promise<(Known | null)[]> {
  const found: (Known | null)[] = ends.map(() => null);
  const [coded, numbered]: number[][] = [[], []];
  ends.forEach(({ source }, index) => {
    (source === null ? coded : numbered)!.push(index);
  });
  await fill(
    coded!,
    sql`select v.place, (select o.entity_id from organization o where o.credit_code = v.code limit 1) as id
      from ${rowSet(coded!, { code: ["text", (at) => ends[at]!.number] })}`,
  );
  await fill(
    numbered!,
    sql`select v.place, (select i.entity_id from source_identity i where i.source = v.source and i.number = v.number limit 1) as id
      from ${rowSet(numbered!, { number: ["text", (at) => ends[at]!.number], source: ["text", (at) => ends[at]!.source] })}`,
  );
  const persons = numbered!.filter((at) => found[at] === null && ends[at]!.types.includes("PERSON"));
  const erased = await erasedAmong(
    tx,
    persons.map((at) => ends[at] as { source: string; number: string }),
  );
  for (const [index, id] of erased.entries()) if (id) found[persons[index]!] = { id, type: "PERSON", isErased: true };
  return found;

  /** places: of the ends that are asked. The answer is one text, for a driver takes its time over each row: ids, and the type of what is no organization. */
  async function fill(places: readonly number[], asked: ReturnType<typeof sql>): Promise<void> {
    if (places.length === 0) return;
    const { rows } = await sql<{ found: string }>`
      select string_agg(coalesce(case e.type when 'ORGANIZATION' then e.id::text else e.id || ' ' || e.type end, ''), ',' order by e.place) as found
      from (select a.place, a.id, (select e.type from entity e where e.id = a.id) as type from (${asked} offset 0) a) e`.execute(
      tx.getKysely(),
    );
    rows[0]!.found.split(",").forEach((text, index) => {
      if (text === "") return;
      const [id, type] = text.includes(" ") ? (text.split(" ") as [string, EntityType]) : [text, organization];
      found[places[index]!] = { id, type };
    });
  }
}
