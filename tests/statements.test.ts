import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Asker, startServer, type TestServer } from "./support/server.ts";
import { recordStatements } from "./support/statements.ts";

/**
 * How many statements nested connections cost: a number that belongs to the shape of the question and not to the rows that
 * answer it. Every one is counted as it leaves for the database (tests/support/statements.ts), but for what opens and closes
 * a viewer's transaction around questions to private tables: the two drivers send that differently.
 */
const bracket = /^\s*(begin|commit|start transaction|set |select set_config)/i;

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  // A token's branch or platform is looked up once and remembered.
  for (const asker of ["RELATIONSHIP_MANAGER", "PLATFORM"] as const) await server.ask(asker, "{ viewer { name } }");
});
afterAll(() => server.close());

async function cost(query: string, variables: Record<string, unknown>, asker: Asker = "RELATIONSHIP_MANAGER") {
  let rows = 0;
  const statements = await recordStatements(server.database, async () => {
    const { data, errors } = await server.ask(asker, query, variables);
    expect(errors).toBeUndefined();
    rows = (JSON.stringify(data).match(/"id":/g) ?? []).length;
  });
  const questions = statements.filter(({ sql }) => !bracket.test(sql));
  return { count: questions.length, rows };
}

const chain = `query ($id: ID, $suppliers: Int!, $theirs: Int!) { organization(id: $id) { id name
  suppliers(first: $suppliers) { nodes { id } edges { node { id annualAmounts { amount } } entity { id name
    ... on Organization { suppliers(first: $theirs) { edges { node { id } entity { id name } } } } } } } } }`;

const counted = `query ($id: ID, $suppliers: Int!, $theirs: Int!) { organization(id: $id) { id degrees { count }
  suppliers(first: $suppliers) { totalCount nodes { id source { id } evidence(first: 2) { totalCount nodes { id kind reference amount { amount } } } }
    edges { entity { id degrees { count } ... on Organization { memberships { totalCount nodes { id } }
      suppliers(first: $theirs) { totalCount nodes { id evidence(first: 1) { nodes { id amount { amount } } } } } } } } } } }`;

describe("statements of nested connections", () => {
  test.each([
    ["a chain of two tiers", chain, 5],
    ["with counts, degrees and private amounts at every level", counted, 15],
  ])("%s", async (_, query, expected) => {
    const id = server.id("core-manufacturer");
    const few = await cost(query, { id, suppliers: 2, theirs: 1 });
    const many = await cost(query, { id, suppliers: 20, theirs: 10 });
    expect(many.rows).toBeGreaterThan(few.rows * 4);
    expect([few.count, many.count]).toEqual([expected, expected]);
  });

  test("a page of associations with their members", async () => {
    const query = `query ($first: Int!) { associations(first: $first) { totalCount nodes { id
      members(first: 10) { totalCount edges { node { id since } entity { id name } } } } } }`;
    const [few, many] = [await cost(query, { first: 1 }), await cost(query, { first: 6 })];
    expect(many.rows).toBeGreaterThan(few.rows * 4);
    expect([few.count, many.count]).toEqual([6, 6]);
  });

  test("a platform's own participants", async () => {
    const query = `query ($id: ID!, $first: Int!) { platform(id: $id) { id
      participants(first: $first) { totalCount edges { node { id target { id } } entity { id name } } } } }`;
    const id = server.id("pharmacy-platform");
    const few = await cost(query, { id, first: 2 }, "PLATFORM");
    const many = await cost(query, { id, first: 100 }, "PLATFORM");
    expect(many.rows).toBeGreaterThan(few.rows * 4);
    expect([few.count, many.count]).toEqual([3, 3]);
  });

  test("a neighborhood costs a statement a hop", async () => {
    const query = `query ($of: ID!, $input: TraversalInput) { neighborhood(of: $of, input: $input) {
      nodes { entity { id name } } relationships { id source { id } target { id } } } }`;
    const of = server.id("core-manufacturer");
    const one = await cost(query, { of, input: { maxHops: 1 } });
    const two = await cost(query, { of, input: { maxHops: 2 } });
    const narrow = await cost(query, { of, input: { maxHops: 2, maxNodes: 20 } });
    expect(two.rows).toBeGreaterThan(narrow.rows * 4);
    expect([one.count, two.count, narrow.count]).toEqual([4, 5, 4]);
  });

  /** As few rows as asked for, and as many: what the two cost. */
  const wide = ["core-manufacturer", "court", "pharmacy-chain", "bankruptcy-association", "court-platform"];
  test.each<[string, number, string, Record<string, unknown>, Record<string, unknown>]>([
    [
      "connections among some entities",
      2,
      "query ($ids: [ID!]!) { connections(between: $ids) { relationships { id source { id } target { id } } } }",
      { ids: wide.slice(0, 2) },
      { ids: wide },
    ],
    [
      "common hubs of two steps with their links",
      6,
      `query ($ids: [ID!]!, $first: Int! = 1) { commonHubs(of: $ids, input: { maxHops: 2 }, first: $first) { stops { entity { id } }
        nodes { entity { id } links { entity { id } path { steps { relationship { id } entity { id } } } } } } }`,
      { ids: wide, first: 3 },
      { ids: wide, first: 50 },
    ],
    [
      "what is reachable in two hops, with the path to each",
      6,
      `query ($id: ID!, $first: Int! = 1) { reachable(of: $id, targetTypes: [ORGANIZATION], first: $first) {
        nodes { entity { id } path { steps { relationship { id } entity { id } } } } } }`,
      { id: wide[0] },
      { id: wide[0], first: 50 },
    ],
    [
      "paths of at most four steps, most certain first",
      6,
      `query ($from: ID!, $to: ID!, $first: Int! = 1) { paths(from: $from, to: $to, input: { maxHops: 4 }, orderBy: CONFIDENCE, first: $first) {
        paths { steps { relationship { id } entity { id } } } } }`,
      { from: "firm-0117", to: "firm-0928" },
      { from: "firm-0117", to: "firm-0928", first: 50 },
    ],
    [
      "who owns it, with the chains",
      6,
      `query ($id: ID!, $first: Int! = 1) { ownershipChains(of: $id, first: $first) {
        nodes { entity { id } chains { steps { relationship { id } entity { id } } } } } }`,
      { id: "bank-rural" },
      { id: "bank-rural", first: 50 },
    ],
  ])("%s", async (_, expected, query, few, many) => {
    const named = (variables: Record<string, unknown>) =>
      Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [
          name,
          Array.isArray(value)
            ? value.map((key) => server.id(key))
            : typeof value === "string"
              ? server.id(value)
              : value,
        ]),
      );
    const [a, b] = [await cost(query, named(few)), await cost(query, named(many))];
    expect(b.rows).toBeGreaterThan(a.rows);
    expect([a.count, b.count]).toEqual([expected, expected]);
  });
});
