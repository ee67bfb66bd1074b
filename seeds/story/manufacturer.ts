import { type Chapter, END, OUTLET, pad } from "./builder.ts";
import { affiliate, sale, YEAR_BEGIN } from "./deals.ts";
import { CITY, ELSEWHERE } from "./names.ts";

const FACTORING_TOTAL = 12_000_000_000; // cents, within the twelve months before the anchor
const PARTS: [industry: string, word: string][] = [
  ["C3482", "紧固件"],
  ["C3451", "轴承"],
  ["C3261", "铜材"],
  ["C3833", "绝缘材料"],
  ["C3250", "铸造"],
  ["C3484", "机加工"],
  ["C3525", "模具"],
  ["C2641", "绝缘漆"],
  ["C2231", "包装"],
  ["C3140", "硅钢"],
];

/**
 * The manufacturer: a credit client whose bills name its suppliers in advance. Factoring, bills, invoices and contracts
 * stand on the same sales, and factoring is the largest kind wherever there is any.
 */
export function manufacturer(chapter: Chapter): void {
  const { random } = chapter;
  const core = chapter.organization("core-manufacturer", {
    name: `${CITY}凌岳电机股份有限公司`,
    industry: "C3812",
    size: "LARGE",
    region: "360902",
  });
  chapter.balances(chapter.account(core, OUTLET, "2024-11-18"), "2024-11-18", 6_284_517_390);
  chapter.account(core, "B05", "2025-03-17", { type: "GENERAL" });
  chapter.facility(core, OUTLET, "BANK_ACCEPTANCE", 120_000_000, 86_400_000, "2025-03-24", "2027-03-24");
  chapter.facility(core, OUTLET, "FACTORING", 150_000_000, 97_300_000, "2025-03-24", "2027-03-24");
  chapter.facility(core, OUTLET, "WORKING_CAPITAL", 60_000_000, 35_000_000, "2025-04-14", "2027-04-14");
  affiliate(chapter, chapter.person("core-chairman"), core, "LEGAL_REPRESENTATIVE");
  affiliate(chapter, chapter.person(), core, "EXECUTIVE");
  affiliate(chapter, chapter.person("core-treasurer"), core, "FINANCE_STAFF");

  const suppliers = Array.from({ length: 60 }, (_, index) =>
    partner(chapter, `supplier-${pad(index + 1, 2)}`, index % 5 === 4),
  );
  const customers = Array.from({ length: 23 }, (_, index) =>
    partner(chapter, `customer-${pad(index + 1, 2)}`, index % 4 === 3),
  );
  for (const [index, supplier] of suppliers.entries())
    if (index < 26)
      chapter.account(supplier, random.pick([OUTLET, "B05"]), random.day("2025-04-14", index < 5 ? "2025-10-13" : END));
  for (const [index, customer] of customers.entries())
    if (index < 9)
      chapter.account(customer, random.pick([OUTLET, "B05"]), random.day("2025-04-14", index < 5 ? "2025-10-13" : END));
  for (const supplier of suppliers.slice(0, 5))
    chapter.facility(
      supplier,
      OUTLET,
      "SUPPLY_CHAIN_LOAN",
      3_000_000,
      random.int(4, 28) * 100_000,
      "2025-10-20",
      "2027-10-20",
    );
  for (const customer of customers.slice(0, 2))
    chapter.facility(customer, "B05", "WORKING_CAPITAL", 8_000_000, 5_000_000, "2026-02-09", "2028-02-09");

  factoring(chapter, [
    ...suppliers.slice(0, 20).map((supplier) => [supplier, core] as const),
    ...customers.slice(0, 4).map((customer) => [core, customer] as const),
  ]);
  for (const [index, supplier] of suppliers.entries())
    if (index >= 20 && index !== 30) billed(chapter, supplier, core, random.int(2, 60) * 100_000);
  for (const customer of customers.slice(4)) billed(chapter, core, customer, random.int(10, 150) * 100_000);

  // Supplier 31 left and came back: two periods.
  sale(chapter, "supplier-31", core, 2_400_000, { until: "2025-06-20" });
  sale(chapter, "supplier-31", core, 3_100_000, { since: "2026-02-10" });
  for (const key of ["former-supplier-1", "former-supplier-2"])
    sale(chapter, partner(chapter, key, false), core, 900_000, { until: "2025-09-16" });
  abroad(chapter, core);
  tierTwo(chapter, suppliers);
}

function partner(chapter: Chapter, key: string, outside: boolean): string {
  const [industry, word] = chapter.random.pick(PARTS);
  const place = outside ? chapter.random.pick(ELSEWHERE) : undefined;
  return chapter.organization(key, {
    industry,
    word,
    city: place?.city,
    region: place && chapter.random.pick(place.counties),
  });
}

/** Cut into 24 sales and up to five receivables each; the last receivable takes what is left. */
function factoring(chapter: Chapter, sales: (readonly [string, string])[]): void {
  const { random } = chapter;
  let left = FACTORING_TOTAL;
  sales.forEach(([seller, buyer], index) => {
    const relationship = chapter.relate(
      seller,
      "SUPPLIES",
      buyer,
      index % 3 === 0 ? {} : { since: random.day("2024-11-11", "2025-06-28") },
    );
    const last = index === sales.length - 1;
    const total = last ? left : Math.floor((FACTORING_TOTAL / sales.length) * (random.int(55, 130) / 100));
    left -= total;
    let open = total;
    for (let part = random.int(2, 4); part >= 0; part--) {
      const amount = part === 0 ? open : Math.floor((open * random.int(15, 40)) / 100);
      open -= amount;
      chapter.proveAmount(relationship, "FACTORING", random.day(YEAR_BEGIN, END), amount);
    }
    for (const [kind, percent] of [
      ["INVOICE", 45],
      ["INVOICE", 38],
      ["BILL", 30],
      ["BILL", 21],
      ["CONTRACT", 90],
    ] as const)
      chapter.proveAmount(relationship, kind, random.day(YEAR_BEGIN, END), Math.floor((total * percent) / 100));
    chapter.proveAmount(relationship, "INVOICE", random.day("2025-07-01", "2025-10-28"), Math.floor(total / 3));
  });
}

/** Without factoring: invoices, and bills for a part of them. */
function billed(chapter: Chapter, seller: string, buyer: string, yearlyYuan: number): void {
  const since = chapter.random.chance(50) ? chapter.random.day("2024-11-11", "2025-10-28") : undefined;
  const relationship = sale(chapter, seller, buyer, yearlyYuan, { since });
  if (chapter.random.chance(60))
    chapter.proveAmount(relationship, "BILL", chapter.random.day(YEAR_BEGIN, END), yearlyYuan * 40);
}

/** Buyers abroad pay in US dollars; the bank knows no credit code of theirs. */
function abroad(chapter: Chapter, core: string): void {
  const { random } = chapter;
  for (const [key, name] of [
    ["foreign-buyer", "Velmora Antriebe GmbH"],
    ["foreign-buyer-2", "Quillhaven Pumps Pty Ltd"],
  ] as const) {
    chapter.organization(key, { name, code: null, region: null, industry: "C3441", size: "MEDIUM" });
    const relationship = chapter.relate(core, "SUPPLIES", key, { since: "2025-01-20" });
    for (let index = 0; index < 5; index++)
      chapter.proveAmount(
        relationship,
        "INVOICE",
        random.day(YEAR_BEGIN, END),
        random.int(1_800_000, 9_500_000),
        "USD",
      );
    chapter.proveAmount(relationship, "INVOICE", random.day(YEAR_BEGIN, END), 38_650_000);
    chapter.proveAmount(relationship, "CONTRACT", "2026-01-12", 25_000_000, "USD");
  }
}

function tierTwo(chapter: Chapter, suppliers: string[]): void {
  const { random } = chapter;
  for (let index = 1; index <= 110; index++) {
    const key = partner(chapter, `tier-two-${pad(index, 3)}`, random.chance(30));
    for (const buyer of random.sample(suppliers, random.int(1, 2)))
      sale(chapter, key, buyer, random.int(1, 18) * 100_000);
    if (index <= 10) chapter.account(key, random.pick([OUTLET, "B05", "B03"]), random.day("2025-02-10", END));
  }
}
