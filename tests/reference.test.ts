import { expect, it } from "vitest";
import {
  findRegion,
  industryName,
  isKnownIndustry,
  isKnownRegion,
  regionName,
} from "../src/modules/organizations/reference.ts";

it("knows regions of all three revisions, by their latest name", () => {
  expect(regionName("350500")).toBe("泉州市");
  expect(findRegion("110103")).toEqual({ code: "110103", name: "崇文区", first: "200212", last: "200212" });
  expect(isKnownRegion("460300")).toBe(true);
  expect(["999999", "35", "", "constructor", "code"].map(isKnownRegion)).toEqual([false, false, false, false, false]);
  expect(regionName("999999")).toBeNull();
});

it("knows industries of every level with their section letter, names trimmed", () => {
  expect(["J", "J66", "C1320", "C16", "C171", "A0111"].map(industryName)).toEqual([
    "金融业",
    "货币金融服务",
    "饲料加工",
    "烟草制品业",
    "棉纺织及印染精加工",
    "稻谷种植",
  ]);
  expect(["C3011", "3011", "C66", "c30", ""].map(isKnownIndustry)).toEqual([true, false, false, false, false]);
});
