import type { Chapter, Story } from "./builder.ts";
import { pad } from "./builder.ts";
import { CITY, personName } from "./names.ts";

/** Prologue: the bank, its five branches and its people; two more banks that everybody knows. */
export function bank(chapter: Chapter, story: Story): void {
  const urban = "360902";
  const bankOptions = { industry: "J6620", size: "LARGE" as const, region: urban };
  chapter.organization("bank", { ...bankOptions, name: `${CITY}商业银行股份有限公司` });
  chapter.organization("bank-rural", { ...bankOptions, name: `${CITY}农村商业银行股份有限公司` });
  chapter.organization("bank-savings", { ...bankOptions, name: "望岚储蓄银行股份有限公司", region: "330502" });

  story.tables.branches.push(
    { code: "B01", name: "分行营业部", nameEn: "Main Branch Business Office", region: urban },
    { code: "B02", name: "滨河支行", nameEn: "Riverside Sub-branch", region: urban },
    { code: "B03", name: "云台支行", nameEn: "Yuntai Sub-branch", region: "360981" },
    { code: "B04", name: "东湖支行", nameEn: "East Lake Sub-branch", region: "360982" },
    { code: "B05", name: "高新区支行", nameEn: "High-tech Zone Sub-branch", region: "360983" },
  );
  let count = 0;
  const hire = (branch: string, role: string, times: number) => {
    for (let index = 0; index < times; index++) {
      const name = chapter.freshName(() => personName(chapter.random));
      story.names.add(name);
      story.tables.staff.push({ staffNumber: `S${pad(++count, 4)}`, branch, name, role });
    }
  };
  hire("", "HEAD_OFFICE", 3);
  hire("", "AUDITOR", 2);
  for (const branch of ["B01", "B02", "B03", "B04", "B05"]) {
    hire(branch, "BRANCH_HEAD", 1);
    hire(branch, "RELATIONSHIP_MANAGER", branch === "B02" ? 6 : 3);
    hire(branch, "STAFF", branch === "B02" ? 14 : 5);
  }
}
