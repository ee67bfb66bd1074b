import { sql } from "kysely";
import { byArguments, requestLoader } from "../../shared/loader.ts";
import type { DegreeType } from "./entity.type.ts";
import { Direction, type RelationshipKind, relationshipKinds, type Validity } from "./graph.enums.ts";
import { countLimit } from "./relationship.loader.ts";
import { type AsOf, holds, relationshipsOf } from "./relationship.sql.ts";

interface DegreeRequest extends AsOf {
  parent: string;
  validity: Validity;
}

/** Relationships of an entity by kind and direction, none that is zero; one statement for all parents. */
export const loadDegrees = requestLoader<DegreeRequest, DegreeType[]>((context, keys) =>
  byArguments(keys, async (parents, { validity, ...time }) => {
    const count = (own: "source_id" | "target_id") => sql`(select count(*) from (
      select 1 from ${relationshipsOf(time)} r where ${sql.ref(`r.${own}`)} = p.id and r.kind = k.kind and ${holds(validity, time)} limit ${countLimit + 1}) c)`;
    const { rows } = await sql<{ parent: string; kind: RelationshipKind; outgoing: string; incoming: string }>`
      select p.id as parent, k.kind, ${count("source_id")} as outgoing, ${count("target_id")} as incoming
      from unnest(${parents}::bigint[]) p(id) cross join unnest(${relationshipKinds}::text[]) with ordinality k(kind, place)
      order by p.id, k.place`.execute(context.em.getKysely());
    const degrees = new Map<string, DegreeType[]>(parents.map((parent) => [parent, []]));
    for (const row of rows) {
      for (const [direction, found] of [
        [Direction.OUT, row.outgoing],
        [Direction.IN, row.incoming],
      ] as const) {
        const count = Number(found);
        if (count)
          degrees
            .get(row.parent)!
            .push({ kind: row.kind, direction, count: Math.min(count, countLimit), isCapped: count > countLimit });
      }
    }
    return degrees;
  }),
);
