import {
  daysBefore,
  type Firm,
  firms,
  loadAccounts,
  loadFirms,
  makePlatform,
  numbered,
  type PlayedPlatform,
  register,
  type Stage,
} from "./platform.story.ts";

/**
 * The pharmacy chain: 243 stores need new registers and a system, the bank pays for both. While they are built 13 new stores open accounts, within half
 * a year of the launch 200 more.
 */
export async function playPharmacy(stage: Stage, first = 620_000_000): Promise<PlayedPlatform> {
  const [chain] = firms(first, ["澜州百草大药房连锁有限公司"]) as [Firm];
  const stores = firms(
    first + 1,
    numbered(243, (n) => `澜州百草大药房第${n}店`),
    "91",
    { category: "BRANCH", headOffice: chain.code, industry: "F5251" },
  );
  await loadFirms(stage, [chain, ...stores]);
  const platform = await makePlatform(stage, {
    ...{ name: "澜州百草收银与管理平台", scenario: "PHARMACY", operator: chain },
    ...{ proposed: 380, inBuild: 340, launched: 190 },
  });
  await register(
    stage,
    platform,
    "STORE",
    stores.map((firm) => ({ firm, since: daysBefore(stage, 190) })),
  );
  await loadAccounts(stage, [
    ...stores.slice(0, 13).map((firm, i) => ({ firm, openedOn: daysBefore(stage, 330 - 10 * i) })),
    ...stores.slice(13, 213).map((firm, i) => ({ firm, openedOn: daysBefore(stage, 185 - (i % 180)) })),
  ]);
  return platform;
}
