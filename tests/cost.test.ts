import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  parse,
} from "graphql";
import { describe, expect, it, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { listArguments, listBounds, pageLists } from "../src/door/cost.weights.ts";
import { costOf } from "../src/door/operation.cost.ts";
import { operationOf } from "../src/door/text.check.ts";
import { buildApiSchema } from "../src/schema.ts";

const schema = buildApiSchema();
const cost = (text: string, variables: Record<string, unknown> = {}) => {
  const document = parse(text);
  return costOf(schema, document, operationOf(document, null)!, variables).fields;
};

const lists = Object.values(schema.getTypeMap())
  .filter((type) => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith("__"))
  .flatMap((type) =>
    (isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [])
      .filter((field) => isListType(getNullableType(field.type)) && isCompositeType(getNamedType(field.type)))
      .map((field) => ({ key: `${type.name}.${field.name}`, field })),
  );

describe("lists", () => {
  test.each(lists)("$key is a page, as long as was asked for, or has a bound", ({ key, field }) => {
    const isPage = field.args.some(({ name }) => name === "first");
    const isKnown = isPage || pageLists.includes(field.name) || field.name === "userErrors";
    expect(isKnown || key in listArguments || key in listBounds).toBe(true);
  });

  test.each(Object.keys(listBounds))("%s is in the schema", (key) => {
    expect(lists.map((list) => list.key)).toContain(key);
  });

  it("that lead back to where they began multiply", () => {
    const nested = (levels: number): string =>
      levels === 0 ? "id" : `contacts { subject { ...on Organization { ${nested(levels - 1)} } } }`;
    const of = (levels: number) => cost(`{ organization(id: "x") { ${nested(levels)} } }`);
    expect(of(1)).toBeGreaterThan(100);
    expect(of(2)).toBeGreaterThan(5_000);
    expect(of(4)).toBeGreaterThan(6_250_000);
    expect(() => of(5)).toThrow(/pages within each other/);
  });
});

describe("a walk", () => {
  const batches = (input: string) => `acquisitionBatches${input} { totalCount }`;

  it("costs more with each hop, however they are given", () => {
    const of = (hops: number) => cost(`{ ${batches(`(input: { maxHops: ${hops} })`)} }`);
    expect(of(2)).toBe(cost(`{ ${batches("")} }`));
    expect(of(3)).toBeGreaterThan(2.5 * of(2));
    expect(of(6)).toBeGreaterThan(75 * of(2));
    const whole = `query ($input: AcquisitionInput) { ${batches("(input: $input)")} }`;
    expect(cost(whole, { input: { maxHops: 6 } })).toBe(of(6));
    const inside = `query ($hops: Int! = 6) { ${batches("(input: { maxHops: $hops })")} }`;
    expect(cost(inside)).toBe(of(6));
    expect(cost(inside, { hops: 2 })).toBe(of(2));
    const fragment = `{ ...F } fragment F on Query { ${batches("(input: { maxHops: 6 })")} }`;
    expect(cost(fragment)).toBe(of(6));
  });

  it("of six hops is allowed once in an operation, not twice", () => {
    const limit = readConfig({ NODE_ENV: "test" }).door.operationCost;
    const long = batches("(input: { maxHops: 6 })");
    expect(cost(`{ ${long} }`)).toBeLessThan(limit);
    expect(cost(`{ a: ${long} b: ${long} }`)).toBeGreaterThan(limit);
  });
});
