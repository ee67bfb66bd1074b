import { sql } from "kysely";
import { requestLoader } from "../../shared/loader.ts";
import type { MoneyType } from "../../shared/money.ts";

/** Twelve-month amounts of some relationships on a day, added per currency, ordered by currency; one statement for all batches. */
export const sumAmounts = requestLoader<{ relationships: string[]; asOf: string }, MoneyType[]>(
  async (context, keys) => {
    const asOf = keys[0]!.asOf;
    const places = keys.flatMap((key, place) => key.relationships.map(() => place));
    const ids = keys.flatMap((key) => key.relationships);
    const amounts =
      asOf === context.today
        ? sql`relationship r on r.id = p.id`
        : sql`relationship_values(${ids}::bigint[], ${asOf}::date) r on r.relationship_id = p.id`;
    const { rows } = await sql<{ place: number; amount: string; currency: string }>`
    select p.place, sum((a->>'amount')::numeric)::text as amount, a->>'currency' as currency
    from unnest(${places}::int[], ${ids}::bigint[]) p(place, id) join ${amounts} cross join jsonb_array_elements(r.annual_amounts) a
    group by p.place, a->>'currency' order by p.place, (a->>'currency') collate "C"`.execute(context.em.getKysely());
    const sums: MoneyType[][] = keys.map(() => []);
    for (const { place, amount, currency } of rows) sums[place]!.push({ amount, currency });
    return sums;
  },
);
