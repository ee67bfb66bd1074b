import { type Chapter, END, OUTLET, pad } from "./builder.ts";
import { affiliate, participate, sale } from "./deals.ts";
import { CITY } from "./names.ts";

const LAUNCH = "2026-01-12";
const GOODS: [industry: string, word: string][] = [
  ["F5151", "医药"],
  ["F5152", "中药"],
  ["F5153", "医疗器材"],
  ["C3581", "诊疗设备"],
  ["C3584", "医疗器械"],
  ["C2770", "卫材"],
  ["C2720", "制药"],
  ["C3583", "检验设备"],
];

/**
 * The hospital: 70 suppliers of drugs and devices, 28 of them clients, most of them on the purchasing platform that
 * the bank built; health centres of the medical consortium order through it too.
 */
export function hospital(chapter: Chapter): void {
  const { random } = chapter;
  const institution = { code: "INSTITUTION", category: "PUBLIC_INSTITUTION" } as const;
  chapter.organization("hospital", {
    ...institution,
    name: `${CITY}市第一人民医院`,
    industry: "Q8311",
    size: "LARGE",
    region: "360902",
  });
  chapter.balances(chapter.account("hospital", "B03", "2025-02-24"), "2025-02-24", 8_815_962_044);
  chapter.facility("hospital", "B03", "EQUIPMENT_LEASE", 30_000_000, 18_000_000, "2025-08-11", "2030-08-11");
  affiliate(chapter, chapter.person(), "hospital", "LEGAL_REPRESENTATIVE");
  affiliate(chapter, chapter.person(), "hospital", "FINANCE_STAFF");
  const platform = chapter.platform(
    "hospital-platform",
    "医院采购与供应商协同平台",
    "HOSPITAL",
    ["SUPPLIER", "HEALTH_CENTRE"],
    LAUNCH,
  );
  chapter.prove(
    chapter.relate("hospital", "OPERATES", platform, { since: LAUNCH }),
    "PLATFORM",
    `platform:${platform}`,
    LAUNCH,
  );

  for (let index = 1; index <= 69; index++) {
    const [industry, word] = random.pick(GOODS);
    const supplier = chapter.organization(`hospital-supplier-${pad(index, 2)}`, { industry, word });
    supply(supplier, index <= 27);
    if (index <= 27)
      chapter.account(supplier, random.pick([OUTLET, "B03", "B03", "B04"]), random.day("2025-03-03", END));
  }
  // The seventieth is the wholesaler that delivers to both pharmacy chains: one client, three hubs.
  supply("drug-wholesaler", true);

  for (let index = 1; index <= 18; index++) {
    const centre = chapter.organization(`health-centre-${pad(index, 2)}`, {
      ...institution,
      name: `${CITY}市第${index}社区卫生服务中心`,
      industry: "Q8321",
      size: "SMALL",
    });
    participate(chapter, centre, platform, "HEALTH_CENTRE", random.day(LAUNCH, END));
    if (index <= 4) chapter.account(centre, "B03", random.day(LAUNCH, END), { type: "SPECIAL_PURPOSE" });
  }

  function supply(supplier: string, onPlatform: boolean): void {
    const since = random.chance(60) ? random.day("2024-11-04", "2025-11-28") : undefined;
    const relationship = sale(chapter, supplier, "hospital", random.int(3, 120) * 100_000, { since });
    if (random.chance(35))
      chapter.proveAmount(relationship, "BILL", random.day("2025-12-02", END), random.int(2, 30) * 1_000_000);
    if (onPlatform || random.chance(65)) participate(chapter, supplier, platform, "SUPPLIER", random.day(LAUNCH, END));
  }
}
