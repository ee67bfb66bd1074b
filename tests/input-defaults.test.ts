import {
  type ExecutionResult,
  execute,
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLNullableType,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
} from "graphql";
import { type CompiledQuery, compileQuery } from "graphql-jit";
import { expect, test } from "vitest";
import { defaultsFor } from "../src/execution/input-defaults.ts";

/** Compiled coercion refuses inputs that leave out what they must have and have a default for, until the defaults are written into them. */
// As type-graphql has them: inside, an enum's values are other than their names.
const Policy = new GraphQLEnumType({ name: "Policy", values: { ALL: { value: "all" }, ROW: { value: "row" } } });
const required = (type: GraphQLNullableType & GraphQLInputType) => new GraphQLNonNull(type);
const Row = new GraphQLInputObjectType({
  name: "Row",
  fields: { number: { type: required(GraphQLInt), defaultValue: 3 }, name: { type: GraphQLString } },
});
const rows = new GraphQLList(required(Row));
const In = new GraphQLInputObjectType({
  name: "In",
  fields: {
    policy: { type: required(Policy), defaultValue: "row" },
    dry: { type: required(GraphQLBoolean), defaultValue: false },
    rows: { type: required(rows), defaultValue: [{ name: "a", number: 1 }] },
    note: { type: GraphQLString, defaultValue: "n" },
    one: { type: Row },
  },
});
const said = {
  type: GraphQLString,
  args: { in: { type: required(In) }, list: { type: rows } },
  resolve: (_source: unknown, args: object) => JSON.stringify(sorted(args)),
};
const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: "Query", fields: { said } }) });
const document = parse("query ($in: In!, $list: [Row!]) { said(in: $in, list: $list) }");
const compiled = compileQuery(schema, document) as CompiledQuery;
const fill = defaultsFor(schema, document, null)!;

/** Fields in the order of their names: which order they come in is nobody's promise. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, one]) => [name, sorted(one)]));
}

const same = [
  ["everything left out", { in: {} }],
  [
    "some left out, below lists and objects too",
    { in: { policy: "ALL", rows: [{}, { number: 7 }], one: {} }, list: [{ name: "b" }] },
  ],
  ["one for a list", { in: { rows: { name: "c" } }, list: {} }],
  ["null where it may be", { in: { note: null, one: null }, list: null }],
  ["nothing left out", { in: { policy: "ROW", dry: true, rows: [], note: "m" } }],
] as const;

test.each(same)("%s: compiled as by graphql-js", async (_name, variableValues) => {
  const before = structuredClone(variableValues);
  const expected = await execute({ schema, document, variableValues });
  const found = (await compiled.query(undefined, {}, fill(variableValues))) as ExecutionResult;
  expect(found.data).toEqual(JSON.parse(JSON.stringify(expected.data)));
  expect(expected.errors).toBeUndefined();
  expect(variableValues).toEqual(before);
});

test("without them it is refused", async () => {
  const refused = (await compiled.query(undefined, {}, { in: {} })) as ExecutionResult;
  expect(refused.data).toBeUndefined();
});

test.each([{ in: { policy: null } }, { in: { rows: "x" } }, { in: [] }, { in: null }, {}, { in: { policy: "OTHER" } }])(
  "what is wrong stays wrong: %j",
  async (variableValues) => {
    const expected = await execute({ schema, document, variableValues });
    const found = (await compiled.query(undefined, {}, fill(variableValues))) as ExecutionResult;
    expect(expected.errors).toBeDefined();
    expect(found.data).toBeUndefined();
  },
);

test("an input that contains itself is left alone below itself: it is never compiled", () => {
  const Tree: GraphQLInputObjectType = new GraphQLInputObjectType({
    name: "Tree",
    fields: () => ({ leaf: { type: required(GraphQLInt), defaultValue: 1 }, below: { type: Tree } }),
  });
  const query = new GraphQLObjectType({
    name: "Query",
    fields: { said: { type: GraphQLString, args: { tree: { type: Tree } } } },
  });
  const asked = parse("query ($tree: Tree) { said(tree: $tree) }");
  const filled = defaultsFor(new GraphQLSchema({ query }), asked, null)!({ tree: { below: {} } });
  expect(filled).toEqual({ tree: { leaf: 1, below: {} } });
});

test("a document without such inputs is left alone", () => {
  expect(defaultsFor(schema, parse("query ($list: [Int!]) { __typename }"), null)).toBeNull();
  expect(defaultsFor(schema, parse("{ __typename }"), null)).toBeNull();
});
