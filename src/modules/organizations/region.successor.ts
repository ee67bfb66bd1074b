import { latestRevision, listMergers, listRegions, type Region } from "./reference.ts";

export type ReplacementBasis = "SAME_NAME" | "SAME_STEM" | "MERGER";

export interface Replacement {
  region: Region;
  basis: ReplacementBasis;
}

/** Names that many places have: they tell nothing of where one went. */
const everywhere = /^(市辖区|县|郊区|城区|矿区|省直辖.*|自治区直辖.*)$/;
const kind = /(地区|自治县|县|区|市|盟)$/;

/** Whether the latest of our revisions no longer lists it. */
export const isAbolished = (region: Region): boolean => region.last < latestRevision;

/**
 * What took the place of an abolished region, as far as the names say: a later code of its whole name, else of its name without the kind
 * of place (江都市, 江都区), each looked for in its prefecture first and then in its province. What was merged into a place of another name
 * the lists do not tell: that is what the curated list is for. Empty when it stands, and when neither tells.
 */
export function replacementsOf(region: Region): Replacement[] {
  if (!isAbolished(region)) return [];
  const merged = listMergers(region.code).map((into): Replacement => ({ region: into, basis: "MERGER" }));
  if (merged.length > 0) return merged;
  const named = namesakeOf(region);
  return named ? [named] : [];
}

/** Null when there is none or more than one. */
function namesakeOf(region: Region): Replacement | null {
  if (everywhere.test(region.name)) return null;
  const isCity = region.code.endsWith("00");
  const stem = region.name.replace(kind, "");
  for (const basis of ["SAME_NAME", "SAME_STEM"] as const) {
    for (const prefix of isCity ? [region.code.slice(0, 2)] : [region.code.slice(0, 4), region.code.slice(0, 2)]) {
      const later = listRegions().filter(
        (other) =>
          other.code.startsWith(prefix) &&
          other.code.endsWith("00") === isCity &&
          !isAbolished(other) &&
          other.first > region.last &&
          (basis === "SAME_NAME"
            ? other.name === region.name
            : stem.length > 1 && stem === other.name.replace(kind, "") && !everywhere.test(other.name)),
      );
      if (later.length === 1) return { region: later[0]!, basis };
      if (later.length) return null;
    }
  }
  return null;
}
