import { findRegion, latestRevision, listRegions, type Region } from "./reference.ts";

export type ReplacementBasis = "SAME_NAME" | "SAME_STEM";

export interface Replacement {
  region: Region;
  basis: ReplacementBasis;
}

/** Names that many places have: they tell nothing of where one went. */
const everywhere = /^(市辖区|县|郊区|城区|矿区|省直辖.*|自治区直辖.*)$/;
const kind = /(地区|自治县|县|区|市|盟)$/;

/** Whether the latest of our revisions no longer lists it. */
export const isAbolished = (region: Region): boolean => region.last < latestRevision;

/** The region that it lies in, or lay in; null for a province and where no revision lists one. */
export function parentOf({ code }: Region): Region | null {
  if (code.endsWith("0000")) return null;
  const city = code.endsWith("00") ? null : findRegion(`${code.slice(0, 4)}00`);
  return city ?? findRegion(`${code.slice(0, 2)}0000`);
}

/**
 * What took the place of an abolished region, as far as the names say: a later code of its whole name, else of its name without the kind
 * of place (江都市, 江都区), each looked for in its prefecture first and then in its province. Null when there is none or more than one.
 * What was merged into a place of another name is not told by the lists, and is not guessed.
 */
export function replacementOf(region: Region): Replacement | null {
  if (!isAbolished(region) || everywhere.test(region.name)) return null;
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
