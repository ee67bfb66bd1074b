import { describe, expect, it } from "vitest";
import type { EntityRow, ImportRow, RelationshipRow } from "../src/modules/imports/import-row.ts";
import { readMapped } from "../src/modules/imports/mapped.reader.ts";
import { filesOf, loadMapping } from "../src/modules/imports/mapping.ts";
import { industryName } from "../src/modules/organizations/reference.ts";
import { hasSharedData, sharedData } from "./support/shared-data.ts";

const mappingOf = (name: string) => loadMapping(new URL(`../seeds/mappings/${name}.json`, import.meta.url));

async function read(name: string) {
  const mapping = mappingOf(name);
  const paths = Object.fromEntries(filesOf(mapping).map((file) => [file, sharedData(name, file)]));
  let lines = 0;
  const rows: ImportRow[] = [];
  const onLine = () => {
    lines += 1;
  };
  for await (const row of readMapped(mapping, paths, { onLine })) rows.push(row);
  const entities = rows.filter((row): row is EntityRow => row.row === "entity");
  const relationships = rows.filter((row): row is RelationshipRow => row.row === "relationship");
  const known = new Set(entities.map(({ number }) => number));
  expect(relationships.filter(({ from, to }) => !known.has(from.number) || !known.has(to.number))).toEqual([]);
  expect(rows.filter(({ row }) => row === "rejected")).toEqual([]);
  return { rows, lines, entities, relationships };
}

it("names only industries that the standard has", () => {
  const codes = mappingOf("ashare-firms").lookups.industryCodes as { values: Record<string, string> };
  expect(Object.values({ ...codes.values, bank: "J66" }).filter((code) => industryName(code) === null)).toEqual([]);
});

describe.skipIf(!hasSharedData)("the real sets", () => {
  it("Apple's supplier lists", async () => {
    const { rows, lines, entities, relationships } = await read("apple-suppliers");
    const ofSupplier = (name: string) => relationships.filter(({ from }) => from.number === name);
    const suppliers = new Set(relationships.map(({ from }) => from.number));
    expect(lines).toBe(7_558);
    expect(entities).toHaveLength(1 + 940);
    expect(relationships).toHaveLength(1_046);
    expect(relationships.filter(({ until }) => until === null)).toHaveLength(188);
    expect([...suppliers].filter((name) => ofSupplier(name).length > 1)).toHaveLength(106);
    expect(relationships.reduce((total, { evidence }) => total + evidence.length, 0)).toBe(1_975);
    expect(rows.filter(({ row }) => row === "account")).toMatchObject([
      { holder: { number: "Apple Inc." }, branch: { code: "B01" } },
    ]);
    // In the lists of 2018 and 2020: one period, for there is no list of 2019 that could end it.
    const over2019 = relationships.filter(({ evidence }) =>
      evidence.some(({ observedOn }) => observedOn === "2018-01-01"),
    );
    expect(over2019.some(({ evidence }) => evidence.some(({ observedOn }) => observedOn === "2020-01-01"))).toBe(true);
    expect(relationships.some(({ since, until }) => since === "2019-01-01" || until === "2019-01-01")).toBe(false);
    expect(entities.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["3M", "Taiwan Semiconductor Manufacturing Company Limited"]),
    );
    expect(ofSupplier("3M").at(-1)!.evidence.at(-1)!.details.sites).toContain("Japan: Yamagata");
    expect(
      relationships
        .filter(({ since }) => since === null)
        .every(({ evidence }) => evidence[0]!.observedOn === "2012-01-01"),
    ).toBe(true);
  });

  it("the listed firms", async () => {
    const { rows, entities, relationships } = await read("ashare-firms");
    const count = <T>(all: T[], test: (one: T) => boolean) => all.filter(test).length;
    const byNumber = new Map(entities.map((entity) => [entity.number, entity]));
    expect(rows).toHaveLength(3_188 + 20_872 + 163 + 24_775 + 9_442);
    expect(count(entities, ({ type }) => type === "ORGANIZATION")).toBe(3_188);
    expect(count(entities, ({ type }) => type === "PERSON")).toBe(20_872);
    expect(count(entities, ({ type }) => type === "GROUP")).toBe(163);
    expect(count(relationships, ({ kind, role }) => kind === "AFFILIATED_WITH" && role === "EXECUTIVE")).toBe(24_775);
    expect(count(relationships, ({ kind }) => kind === "MEMBER_OF")).toBe(9_442);
    expect(count(entities, ({ number }) => /^0\d{5}$/.test(number))).toBe(1_304);
    expect(byNumber.get("000009")).toMatchObject({ type: "ORGANIZATION" });
    expect(count(entities, ({ industry }) => industry === "J66")).toBe(24);
    expect(
      entities
        .filter(({ type, name }) => type === "ORGANIZATION" && name.includes("银行"))
        .every(({ industry }) => industry === "J66"),
    ).toBe(true);
    expect(entities.filter(({ name }) => /[Ａ-Ｚａ-ｚ０-９]/.test(name))).toEqual([]);
    expect(entities.flatMap(({ warnings }) => warnings)).toEqual([]);
  });

  it("the hospitals", async () => {
    const { rows, lines, entities, relationships } = await read("hospitals");
    const hospitals = entities.filter(({ type }) => type === "ORGANIZATION");
    expect(lines).toBe(2_083);
    expect(hospitals).toHaveLength(2_075);
    expect(rows.filter(({ row }) => row === "repeated")).toHaveLength(8);
    expect(relationships.every(({ role, to }) => role === "HOSPITAL" && to.number === "hospital-platform")).toBe(true);
    expect(relationships).toHaveLength(2_075);
    expect(hospitals.filter(({ details }) => details.address)).toHaveLength(223);
    expect(
      hospitals.every(({ category, warnings }) => category === "PUBLIC_INSTITUTION" && warnings.length === 0),
    ).toBe(true);
    expect(entities[0]).toMatchObject({
      type: "SCENARIO_PLATFORM",
      scenario: "HOSPITAL",
      roles: ["HOSPITAL"],
      category: null,
    });
  });
});
