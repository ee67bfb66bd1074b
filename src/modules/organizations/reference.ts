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

const mergers = lazily(
  () =>
    new Map(rows("region-mergers.tsv").map(([code, into]) => [code!, into!.split(" ").map((one) => findRegion(one)!)])),
);

/** What took over an abolished region by the curated list; empty when it does not tell. */
export const listMergers = (code: string): Region[] => mergers().get(code) ?? [];

/** The region that it lies in, or lay in; null for a province and where no revision lists one. */
export function parentOf({ code }: Region): Region | null {
  if (code.endsWith("0000")) return null;
  const city = code.endsWith("00") ? null : findRegion(`${code.slice(0, 4)}00`);
  return city ?? findRegion(`${code.slice(0, 2)}0000`);
}

const below = lazily(() => grouped([...regions().values()], (region) => parentOf(region)?.code ?? ""));

/** Regions that lie or lay in one, by code; of null the provinces. */
export const regionsBelow = (code: string | null): Region[] => below().get(code ?? "") ?? [];

/** What a prefix of a region's code stands for it and all below it. */
export const regionPrefix = (code: string): string => code.replace(/(00){1,2}$/, "");

/** The code above an industry's: C301 of C3011, C of C30; null of a section. */
export const industryAbove = (code: string): string | null =>
  code.length === 1 ? null : code.length === 3 ? code.slice(0, 1) : code.slice(0, -1);

const industriesBelow = lazily(() => grouped([...industries().keys()], (code) => industryAbove(code) ?? ""));

/** Codes of the industries right below one, in their order; of null the sections. */
export const listIndustries = (code: string | null): string[] => industriesBelow().get(code ?? "") ?? [];

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

function grouped<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

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
