import { describe, expect, it } from "vitest";
import { findRegion, latestRevision, listRegions } from "../src/modules/organizations/reference.ts";
import { isAbolished, replacementOf } from "../src/modules/organizations/region.successor.ts";

const successor = (code: string) => {
  const found = replacementOf(findRegion(code)!);
  return found && [found.region.code, found.basis];
};

describe("regions", () => {
  it("a city that became a district is found by its stem", () => {
    expect(successor("321088")).toEqual(["321012", "SAME_STEM"]);
  });

  it("a merger into a place of another name, a name found everywhere and a standing region have no successor", () => {
    expect(["110103", "321011", "110101"].map(successor)).toEqual([null, null, null]);
    expect(isAbolished(findRegion("110103")!)).toBe(true);
  });

  it("a successor stands, was listed later and is of the same province", () => {
    const abolished = listRegions().filter(isAbolished);
    const found = abolished.flatMap((region) => replacementOf(region) ?? []);
    expect(found.length).toBeGreaterThan(50);
    for (const region of abolished) {
      const next = replacementOf(region)?.region;
      if (!next) continue;
      expect(next.first > region.last && !isAbolished(next)).toBe(true);
      expect(next.code.slice(0, 2)).toBe(region.code.slice(0, 2));
    }
  });

  it("the newest revision is the newest of the table", () => {
    expect(
      listRegions()
        .map(({ last }) => last)
        .sort()
        .at(-1),
    ).toBe(latestRevision);
  });
});
