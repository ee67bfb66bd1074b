import { sql } from "kysely";
import type { TimeAsked } from "../../shared/asked.ts";
import { byArguments, requestLoader } from "../../shared/loader.ts";
import type { MoneyType } from "../../shared/money.ts";
import { valuesOf } from "../graph/relationship.sql.ts";

/** Twelve-month amounts of some relationships at a time, added per currency, ordered by currency; one statement for all batches of a time. */
export const sumAmounts = requestLoader<{ relationships: string[]; time: TimeAsked }, MoneyType[]>(
  async (context, keys) => {
    const asked = keys.map(({ relationships, time }, place) => ({ parent: String(place), time, relationships }));
    const idsOf = new Map(asked.map(({ parent, relationships }) => [parent, relationships]));
    return byArguments(
      asked.map(({ parent, time }) => ({ parent, time })),
      async (places, { time }) => {
        const pairs = places.flatMap((place) => idsOf.get(place)!.map((id) => ({ place, id })));
        const ids = pairs.map(({ id }) => id);
        const amounts = time.isToday
          ? sql`relationship r on r.id = p.id`
          : sql`${valuesOf(sql`${ids}::bigint[]`, time)} r on r.relationship_id = p.id`;
        const { rows } = await sql<{ place: string; amount: string; currency: string }>`
        select p.place, sum((a->>'amount')::numeric)::text as amount, a->>'currency' as currency
        from unnest(${pairs.map(({ place }) => place)}::text[], ${ids}::bigint[]) p(place, id) join ${amounts}
          cross join jsonb_array_elements(r.annual_amounts) a
        group by p.place, a->>'currency' order by p.place, (a->>'currency') collate "C"`.execute(
          context.em.getKysely(),
        );
        const sums = new Map(places.map((place): [string, MoneyType[]] => [place, []]));
        for (const { place, amount, currency } of rows) sums.get(place)!.push({ amount, currency });
        return sums;
      },
    );
  },
);
