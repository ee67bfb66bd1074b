import { type Chapter, END, OUTLET, pad } from "./builder.ts";
import { affiliate, member, participate, sale } from "./deals.ts";
import { CITY, ROADS } from "./names.ts";

const LAUNCH = "2026-03-01";
const HALF_A_YEAR_ON = "2026-08-28";
const CHAIN_NAME = `${CITY}百草澜大药房连锁有限公司`;
const RIVAL_NAME = `${CITY}杏帆大药房连锁有限公司`;
const ROSTER = "pharmacy-retailers";

/**
 * The pharmacy chain. It needs cash registers and a management system; the bank funds both. 13 stores that open during
 * the project open accounts, 200 more within half a year of the launch, 27 have none yet.
 */
export function pharmacy(chapter: Chapter): void {
  const { random } = chapter;
  const chain = chapter.organization("pharmacy-chain", {
    name: CHAIN_NAME,
    industry: "F5251",
    size: "LARGE",
    region: "360902",
  });
  chapter.balances(chapter.account(chain, OUTLET, "2025-02-17"), "2025-02-17", 1_873_406_255);
  chapter.facility(chain, OUTLET, "WORKING_CAPITAL", 20_000_000, 12_500_000, "2025-09-08", "2027-09-08");
  affiliate(chapter, chapter.person(), chain, "LEGAL_REPRESENTATIVE");
  affiliate(chapter, chapter.person(), chain, "FINANCE_STAFF");
  const platform = chapter.platform("pharmacy-platform", "连锁药房收银与管理平台", "PHARMACY", ["STORE"], LAUNCH);
  chapter.prove(
    chapter.relate(chain, "OPERATES", platform, { since: LAUNCH }),
    "PLATFORM",
    `platform:${platform}`,
    LAUNCH,
  );

  storeNames(240).forEach((place, index) => {
    const openedInProject = index < 13;
    const store = chapter.organization(`pharmacy-store-${pad(index + 1, 3)}`, {
      name: `${CHAIN_NAME}${place}`,
      category: "BRANCH",
      industry: "F5251",
      size: "MICRO",
    });
    const shopOpened = openedInProject ? random.day("2025-11-03", "2026-02-10") : undefined;
    const branchOf = chapter.relate(store, "BRANCH_OF", chain, { role: "STORE", since: shopOpened });
    chapter.prove(branchOf, "REGISTRY", "registry", shopOpened ?? random.day("2024-11-04", "2025-10-28"));
    const registeredOn = openedInProject ? LAUNCH : random.day(LAUNCH, "2026-07-20");
    participate(chapter, store, platform, "STORE", registeredOn);
    if (index >= 213) return;
    const openedOn = openedInProject ? random.day(shopOpened!, "2026-02-26") : random.day(registeredOn, HALF_A_YEAR_ON);
    chapter.account(store, random.pick([OUTLET, OUTLET, "B01", "B03", "B04", "B05"]), openedOn, { type: "GENERAL" });
  });
}

/**
 * The second chain is not won yet and has no platform. Two ways lead to it: a wholesaler, our client, that delivers to
 * both chains, and the retailers' association, in which our chain sits too.
 */
export function rivalChain(chapter: Chapter): void {
  const { random } = chapter;
  const rival = chapter.organization("pharmacy-rival", {
    name: RIVAL_NAME,
    industry: "F5251",
    size: "MEDIUM",
    region: "360982",
  });
  affiliate(chapter, chapter.person(), rival, "LEGAL_REPRESENTATIVE");
  const association = chapter.association("pharmacy-association", `${CITY}市医药零售行业协会`);
  const wholesaler = chapter.organization("drug-wholesaler", {
    name: `${CITY}岐澜医药有限公司`,
    industry: "F5151",
    size: "LARGE",
    region: "360902",
  });
  chapter.balances(chapter.account(wholesaler, OUTLET, "2025-01-13"), "2025-01-13", 942_170_018);
  chapter.facility(wholesaler, OUTLET, "BANK_ACCEPTANCE", 15_000_000, 6_200_000, "2025-06-16", "2027-06-16");
  sale(chapter, wholesaler, "pharmacy-chain", 46_000_000);
  sale(chapter, wholesaler, rival, 17_500_000, { since: "2025-03-10" });
  for (const organization of ["pharmacy-chain", rival, wholesaler]) member(chapter, organization, association, ROSTER);

  storeNames(92).forEach((place, index) => {
    const store = chapter.organization(`rival-store-${pad(index + 1, 2)}`, {
      name: `${RIVAL_NAME}${place}`,
      category: "BRANCH",
      industry: "F5251",
      size: "MICRO",
    });
    chapter.prove(
      chapter.relate(store, "BRANCH_OF", rival, { role: "STORE" }),
      "REGISTRY",
      "registry",
      random.day("2024-11-04", END),
    );
    if (index < 55)
      sale(chapter, wholesaler, store, random.int(80, 400) * 1_000, { since: random.day("2024-12-02", "2026-06-28") });
    if (index >= 40) member(chapter, store, association, ROSTER, index % 9 === 0);
  });
  for (let index = 1; index <= 24; index++) {
    const shop = chapter.organization(`independent-pharmacy-${pad(index, 2)}`, {
      name: `${CITY}${ROADS[index]}路康民药店`,
      code: "INDIVIDUAL",
      category: "INDIVIDUAL_BUSINESS",
      industry: "F5251",
      size: "MICRO",
    });
    member(chapter, shop, association, ROSTER, index > 20);
    if (index <= 3) chapter.account(shop, OUTLET, random.day("2025-01-06", END));
  }
}

/** Two chains may stand in the same road: the chain's name before it keeps the stores apart. */
function storeNames(count: number): string[] {
  const places = ["路店", "路二店", "北路店", "广场店", "医院店"];
  return Array.from(
    { length: count },
    (_, index) => ROADS[index % ROADS.length]! + places[Math.floor(index / ROADS.length)]!,
  );
}
