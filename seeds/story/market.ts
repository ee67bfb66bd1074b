import { type Chapter, END } from "./builder.ts";
import type { City } from "./city.ts";
import { sale } from "./deals.ts";

/** Everyday trade: a dozen firms with many partners, and sales between everybody else. */
export function market(chapter: Chapter, city: City): void {
  const { random } = chapter;
  const everybody = [...city.clients, ...city.others.slice(66)];
  const sold = new Set<string>();
  const trade = (seller: string, buyer: string, largestYuan: number) => {
    if (seller === buyer || sold.has(`${seller} ${buyer}`)) return;
    sold.add(`${seller} ${buyer}`);
    const since = random.chance(45) ? random.day("2024-11-04", "2026-08-28") : undefined;
    const until = random.chance(6) ? random.day("2026-09-28", END) : undefined;
    sale(chapter, seller, buyer, random.int(20, largestYuan / 1_000) * 1_000, { since, until });
  };

  for (const hub of city.clients.slice(0, 12))
    for (const partner of random.sample(everybody, random.int(12, 35)))
      random.chance(60) ? trade(partner, hub, 6_000_000) : trade(hub, partner, 4_000_000);
  for (const seller of random.sample(everybody, 1_000))
    for (const buyer of random.sample(everybody, random.int(1, 2))) trade(seller, buyer, 900_000);
}
