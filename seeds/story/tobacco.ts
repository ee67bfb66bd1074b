import { type Chapter, OUTLET, pad } from "./builder.ts";
import { sale } from "./deals.ts";
import { CITY, shopName } from "./names.ts";

/** Before the new-year stocking season, all within a month. */
const FIRST = "2026-01-05";
const LAST = "2026-01-28";

/**
 * The tobacco retailers: a trade in a place. The outlet screens the licence list, starts with the six it knows and
 * grows by word of mouth: 42 clients in under a month, and twelve more names to call on.
 */
export function tobacco(chapter: Chapter): void {
  const { random } = chapter;
  const trade = chapter.group("tobacco-retailers", `${CITY}市烟草零售户`, "360902");
  const company = chapter.organization("tobacco-company", {
    name: `${CITY}市金穗烟草贸易有限公司`,
    industry: "F5128",
    size: "LARGE",
    region: "360902",
  });
  chapter.account(company, OUTLET, "2025-03-03");

  const retailers = Array.from({ length: 180 }, (_, index) => {
    const key = chapter.organization(`tobacconist-${pad(index + 1, 3)}`, {
      name: chapter.freshName(() => shopName(random, random.pick(["烟酒店", "便利店", "副食店", "烟草专卖店"]))),
      code: "INDIVIDUAL",
      category: "INDIVIDUAL_BUSINESS",
      industry: "F5227",
      size: "MICRO",
      region: random.pick(["360902", "360902", "360921", "360982"]),
    });
    const licence = random.chance(30) ? random.day("2024-11-04", "2025-12-20") : undefined;
    const membership = chapter.relate(key, "MEMBER_OF", trade, { since: licence });
    chapter.prove(
      membership,
      "REGISTRY",
      "tobacco-licences",
      licence ?? random.day("2024-11-04", "2025-12-20"),
      `YC${pad(360900 + index * 7, 8)}`,
    );
    sale(chapter, company, key, random.int(60, 900) * 1_000, { since: licence });
    return key;
  });

  const clients: { key: string; openedOn: string }[] = [];
  for (const [index, key] of retailers.slice(0, 42).entries()) {
    const openedOn =
      index < 6 ? random.day(FIRST, "2026-01-09") : `2026-01-${pad(9 + Math.floor((index * 19) / 41), 2)}`;
    chapter.account(key, OUTLET, openedOn);
    if (index >= 6) refer(random.pick(clients).key, key, openedOn);
    clients.push({ key, openedOn });
  }
  for (const key of retailers.slice(42, 54))
    refer(random.pick(clients).key, key, random.day("2026-02-02", "2026-09-28"));
  if (clients.some((client) => client.openedOn < FIRST || client.openedOn > LAST))
    chapter.fail("an account outside the month");

  function refer(from: string, to: string, since: string): void {
    chapter.prove(chapter.relate(from, "REFERRED", to, { since }), "DECLARATION", "ledger", since);
  }
}
