import { type Chapter, END, OUTLET, pad, type Story } from "./builder.ts";
import { member } from "./deals.ts";
import { CITY, shopName } from "./names.ts";

const ORGANIZATIONS = 3_000;
const CLIENTS = 800;
const OUTLET_CLIENTS = 400;
const BORROWERS = 40;

/** What later chapters need to know of the city. */
export interface City {
  clients: string[];
  others: string[];
}

/**
 * The rest of the city: offices, a park, chambers of commerce, and as many firms as the story's totals leave room for.
 * Totals: 3,000 organizations, 800 of them clients, 400 at the Riverside outlet, 40 with a facility.
 */
export function city(chapter: Chapter, story: Story): City {
  const { random } = chapter;
  offices(chapter);
  for (const index of [1, 2]) {
    const name = `${CITY}${["恒川商贸", "景和餐饮管理"][index - 1]}有限公司`;
    for (const twin of ["a", "b"])
      chapter.organization(`namesake-${index}${twin}`, {
        name,
        sameName: twin === "b",
        industry: index === 1 ? "F5175" : "H6210",
      });
  }
  const park = chapter.group("high-tech-park", `${CITY}澜谷智造产业园`, "360983");
  const concept = chapter.group("concept-new-materials", `${CITY}新材料企业群`, "360902");
  const chambers = [
    chapter.association("young-entrepreneurs", `${CITY}市青年企业家商会`, "S9422"),
    chapter.association("dongyu-chamber", `${CITY}市东屿商会`, "S9422"),
    chapter.association("women-entrepreneurs", `${CITY}市女企业家协会`, "S9421"),
  ];

  const atOutlet = OUTLET_CLIENTS - story.clients(OUTLET).size;
  const newClients = CLIENTS - story.clients().size;
  if (atOutlet < 0 || newClients < atOutlet) chapter.fail("the chapters before have too many clients");
  const clients: string[] = [];
  const others: string[] = [];
  for (let index = 1; story.organizations().length < ORGANIZATIONS; index++) {
    const key = `firm-${pad(index, 4)}`;
    if (index <= newClients) {
      clients.push(firm(chapter, key));
      open(chapter, key, index <= atOutlet ? OUTLET : random.pick(["B01", "B03", "B04", "B05"]));
    } else others.push(exception(chapter, key, index - newClients));
  }
  const firstAccount = (key: string) => story.tables.accounts.find((account) => account.holder === key)!;
  const settled = clients.filter((key) => firstAccount(key).openedOn! < "2026-03-01");
  for (const key of settled.slice(0, BORROWERS - story.borrowers().size)) {
    const limit = random.int(5, 80) * 100_000;
    const used = Math.floor((limit * random.int(30, 95)) / 100);
    const { branch } = firstAccount(key);
    chapter.facility(key, branch!, "WORKING_CAPITAL", limit, used, random.day("2026-03-02", END), "2028-10-20");
  }

  for (const key of [...random.sample(clients, 45), ...random.sample(others, 85)]) {
    const since = random.chance(50) ? random.day("2024-11-04", "2026-08-28") : undefined;
    const tenancy = chapter.relate(key, "MEMBER_OF", park, { role: "TENANT", since });
    chapter.prove(tenancy, "DECLARATION", "park-office", since ?? "2025-04-15");
  }
  for (const key of random.sample([...clients, ...others], 60))
    chapter.prove(chapter.relate(key, "MEMBER_OF", concept), "OTHER", "research-desk", "2025-11-17");
  for (const chamber of chambers) {
    member(chapter, "bank", chamber, chamber);
    for (const key of random.sample(clients, random.int(22, 34)))
      member(chapter, key, chamber, chamber, random.chance(15));
    for (const key of random.sample(others, random.int(50, 75)))
      member(chapter, key, chamber, chamber, random.chance(15));
  }
  return { clients, others };
}

/** Offices and schools: future hubs, none of them a client yet. */
function offices(chapter: Chapter): void {
  const government = { code: "GOVERNMENT", category: "GOVERNMENT", size: "MEDIUM", region: "360902" } as const;
  chapter.organization("housing-bureau", { ...government, name: `${CITY}市住房和城乡建设局`, industry: "S9125" });
  chapter.organization("civil-affairs-bureau", { ...government, name: `${CITY}市民政局`, industry: "S9124" });
  chapter.organization("education-bureau", { ...government, name: `${CITY}市教育局`, industry: "S9124" });
  for (let index = 1; index <= 12; index++)
    chapter.organization(`school-${pad(index, 2)}`, {
      name: `${CITY}市第${index}实验学校`,
      code: "INSTITUTION",
      category: "PUBLIC_INSTITUTION",
      industry: "P8231",
      size: "SMALL",
    });
}

function firm(chapter: Chapter, key: string, options: Parameters<Chapter["organization"]>[1] = {}): string {
  const { random } = chapter;
  if (!random.chance(22)) return chapter.organization(key, options);
  const [sort, industry] = random.pick([
    ["饭庄", "H6210"],
    ["百货店", "F5211"],
    ["五金店", "F5281"],
    ["服装店", "F5232"],
    ["修理铺", "O8011"],
  ] as const);
  const name = chapter.freshName(() => shopName(random, sort));
  return chapter.organization(key, {
    ...options,
    name,
    code: "INDIVIDUAL",
    category: "INDIVIDUAL_BUSINESS",
    industry,
    size: "MICRO",
  });
}

function open(chapter: Chapter, key: string, branch: string): void {
  const { random } = chapter;
  const openedOn = random.day("2024-11-04", END);
  const account = chapter.account(key, branch, openedOn, { type: random.chance(70) ? "BASIC" : "GENERAL" });
  if (random.chance(6)) chapter.account(key, branch, random.day(openedOn, END), { type: "SPECIAL_PURPOSE" });
  if (random.chance(28)) chapter.balances(account, openedOn, random.int(200, 90_000) * 10_000 + random.int(0, 9_999));
}

/** Among those that are not clients: former clients, firms that are gone, and some who asked not to be called. */
function exception(chapter: Chapter, key: string, index: number): string {
  if (index <= 24) {
    firm(chapter, key);
    const openedOn = chapter.random.day("2024-11-04", "2025-09-28");
    const closedOn = chapter.random.day("2025-10-09", END);
    chapter.account(key, chapter.random.pick([OUTLET, "B01", "B04"]), openedOn, { closedOn });
    return key;
  }
  if (index <= 36) return firm(chapter, key, { doNotContact: true });
  if (index <= 44) return firm(chapter, key, { status: "DEREGISTERED" });
  if (index <= 49) return firm(chapter, key, { status: "REVOKED" });
  if (index <= 53) return firm(chapter, key, { status: "INSOLVENT" });
  if (index <= 61) return firm(chapter, key, { status: "UNKNOWN" });
  if (index <= 66) return chapter.organization(key, { code: null });
  return firm(chapter, key);
}
