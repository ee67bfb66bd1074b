import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findRegion, latestRevision, listRegions } from "../src/modules/organizations/reference.ts";
import { isAbolished, replacementsOf } from "../src/modules/organizations/region.successor.ts";

const successor = (code: string) => {
  const found = replacementsOf(findRegion(code)!);
  return found.map(({ region, basis }) => `${region.code} ${basis}`);
};

describe("regions", () => {
  it("a city that became a district is found by its stem", () => {
    expect(successor("321088")).toEqual(["321012 SAME_STEM"]);
  });

  it("a merger into a place of another name is told by the curated list", () => {
    expect(["110103", "130103", "321011"].map(successor)).toEqual([
      ["110101 MERGER"],
      ["130102 MERGER", "130104 MERGER"],
      ["321003 MERGER"],
    ]);
    expect(isAbolished(findRegion("110103")!)).toBe(true);
  });

  it("what nobody tells of, and what stands, has no successor", () => {
    expect(["110200", "110101"].map(successor)).toEqual([[], []]);
  });

  it("successors stand, are of the same province, and those of the same name were listed later", () => {
    const abolished = listRegions().filter(isAbolished);
    const told = abolished.filter((region) => replacementsOf(region).length > 0);
    expect([abolished.length, told.length]).toEqual([438, 430]);
    for (const region of abolished)
      for (const { region: next, basis } of replacementsOf(region)) {
        expect(isAbolished(next)).toBe(false);
        expect(next.code.slice(0, 2)).toBe(region.code.slice(0, 2));
        if (basis !== "MERGER") expect(next.first > region.last).toBe(true);
      }
  });

  it("the curated list names abolished regions alone, of which the names tell nothing, by codes that are listed", () => {
    const text = readFileSync("src/modules/organizations/reference/region-mergers.tsv", "utf8");
    const lines = text.trim().split("\n").slice(1);
    expect(lines.length).toBe(115);
    for (const line of lines) {
      const [, code, into, year] = /^(\d{6})\t(\d{6}(?: \d{6})*)\t(20[01]\d)$/.exec(line)!;
      const region = findRegion(code!)!;
      expect(isAbolished(region)).toBe(true);
      // Lists lag behind what was approved by a year or so.
      expect(Number(year)).toBeGreaterThan(2002);
      expect(Number(year)).toBeLessThan(2019);
      for (const one of into!.split(" ")) expect([one, findRegion(one)?.last]).toEqual([one, latestRevision]);
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
