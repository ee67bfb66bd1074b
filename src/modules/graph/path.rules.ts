import { sql } from "kysely";
import type { Em } from "../../database.ts";
import type { RelationshipAmong } from "./among.loader.ts";
import { compareKeys } from "./computed.page.ts";
import { keyList } from "./edge.sql.ts";
import { hasOpening } from "./fan-out.sql.ts";
import { type HopFilter, isReachedBy } from "./hop.filter.ts";
import type { Seen } from "./path.traversal.ts";
import type { FoundStop } from "./walk.traversal.ts";

/** Tells which hops of a path may be made by a relationship, walked one way; bit n for hop n, from 0. */
export async function stepRules(em: Em, keys: readonly string[], hops: readonly HopFilter[]) {
  const ways = { OUT: 0, IN: 0 };
  for (const [i, { direction }] of hops.entries()) {
    if (direction !== "IN") ways.OUT |= 1 << i;
    if (direction !== "OUT") ways.IN |= 1 << i;
  }
  const leadTo = hops.some((hop) => hop.reached) ? await hopsTo(em, keys, hops) : null;
  return (row: RelationshipAmong, direction: "OUT" | "IN", to: string): number =>
    row.passes & ways[direction] & (leadTo ? (leadTo.get(to) ?? 0) : -1);
}

/** Which hops may lead to each entity. */
async function hopsTo(em: Em, keys: readonly string[], hops: readonly HopFilter[]): Promise<Map<string, number>> {
  const bits = hops.map((hop, i) => sql`case when ${isReachedBy(hop)} then ${sql.lit(2 ** i)} else 0 end`);
  const { rows } = await sql<{ id: string; bits: number }>`
    select n.id, ${sql.join(bits, sql` + `)} as bits from ${keyList(keys)} k(id) join entity n on n.id = k.id`.execute(
    em.getKysely(),
  );
  return new Map(rows.map((row) => [row.id, row.bits]));
}

/** The stops that the ends reached and from which a path could have gone on, nearest first, then by id. */
export async function openingStops(
  em: Em,
  sides: readonly { seen: ReadonlyMap<string, Seen>; filter: HopFilter }[],
): Promise<FoundStop[]> {
  const found = new Map<string, FoundStop>();
  const isEnd = (key: string) => sides.some(({ seen }) => seen.get(key)?.hop === 0);
  for (const { seen, filter } of sides) {
    const stops = [...seen].filter(([key, { bar }]) => bar !== null && bar !== "MASKED" && !isEnd(key));
    if (!stops.length) continue;
    const [keys, from] = [stops.map(([key]) => key), stops.map(([, one]) => one.from)];
    const { rows } = await sql<{ id: string }>`
      select s.id from unnest(${keys}::bigint[], ${from}::bigint[]) s(id, from_id)
      where ${hasOpening(sql.ref("s.id"), filter, (other) => sql`${other} <> s.from_id`)}`.execute(em.getKysely());
    for (const { id } of rows) {
      const { hop, bar } = seen.get(id)!;
      if (hop < (found.get(id)?.hop ?? Number.POSITIVE_INFINITY))
        found.set(id, { key: id, hop, reason: bar as FoundStop["reason"] });
    }
  }
  return [...found.values()].sort((a, b) => a.hop - b.hop || compareKeys(a.key, b.key));
}
