import { sql } from "kysely";
import { byArguments, requestLoader } from "../../shared/loader.ts";
import type { MoneyType } from "../../shared/money.ts";

/** Twelve-month amounts of some relationships on a day, added per currency, ordered by currency; one statement for all batches of a day. */
export const sumAmounts = requestLoader<{ relationships: string[]; asOf: string }, MoneyType[]>(
  async (context, keys) => {
    const asked = keys.map(({ relationships, asOf }, place) => ({ parent: String(place), asOf, relationships }));
    const idsOf = new Map(asked.map(({ parent, relationships }) => [parent, relationships]));
    return byArguments(
      asked.map(({ parent, asOf }) => ({ parent, asOf })),
      async (places, { asOf }) => {
        const pairs = places.flatMap((place) => idsOf.get(place)!.map((id) => ({ place, id })));
        const ids = pairs.map(({ id }) => id);
        const amounts =
          asOf === context.today
            ? sql`relationship r on r.id = p.id`
            : sql`relationship_values(${ids}::bigint[], ${asOf}::date) r on r.relationship_id = p.id`;
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
