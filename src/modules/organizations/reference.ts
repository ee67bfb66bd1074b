import { readFileSync } from "node:fs";

/** A row of GB/T 2260. first and last: earliest and latest revision (YYYYMM) of ours that lists the code. */
export interface Region {
  code: string;
  /** Its own name without those of the levels above, as of its latest revision. */
  name: string;
  first: string;
  last: string;
}

const regions = lazily(
  () => new Map(rows("regions.tsv").map(([code, name, first, last]) => [code!, { code, name, first, last } as Region])),
);
const industries = lazily(() => new Map(rows("industries.tsv").map(([code, name]) => [code!, name!])));

/** The region of a six-digit code that any of our revisions of GB/T 2260 lists, withdrawn ones included; else null. */
export const findRegion = (code: string): Region | null => regions().get(code) ?? null;

/** All of them, by code. */
export const listRegions = (): Region[] => [...regions().values()];

/** The newest of our revisions (YYYYMM): what it does not list is abolished. */
export const latestRevision = "201810";

/** Name of a region by its six-digit GB/T 2260 code (泉州市 for 350500); null when unknown. */
export const regionName = (code: string): string | null => findRegion(code)?.name ?? null;

/** Names under which places are written within names of firms: of every level in full, of provinces and prefectures also without 省 or 市. */
export const placeNames: () => ReadonlySet<string> = lazily(() => {
  const names = new Set<string>();
  for (const { code, name } of regions().values()) {
    if (name.length < 2 || /^(市辖区|县|省直辖|自治区直辖)/.test(name)) continue;
    names.add(name);
    const short = name.replace(/(特别行政区|(壮族|回族|维吾尔)?自治区|省|市)$/, "");
    if (code.endsWith("00") && short.length >= 2) names.add(short);
  }
  return names;
});

/** Whether any of our revisions of GB/T 2260 lists the six-digit code. */
export const isKnownRegion = (code: string): boolean => regions().has(code);

/** Name of an industry by its GB/T 4754-2011 code of any level with the section letter (C, C30, C301, C3011); null when unknown. */
export const industryName = (code: string): string | null => industries().get(code) ?? null;

/** Whether GB/T 4754-2011 has the code, which carries its section letter. */
export const isKnownIndustry = (code: string): boolean => industries().has(code);

function rows(file: string): string[][] {
  const text = readFileSync(new URL(`./reference/${file}`, import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"));
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
