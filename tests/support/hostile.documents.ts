import type { ErrorCode } from "../../src/shared/error-codes.ts";

const many = (count: number, text: (i: number) => string, between = " ") =>
  Array.from({ length: count }, (_, i) => text(i)).join(between);
const on = (name: string, fields: string) => `fragment ${name} on Viewer { ${fields} }`;
const nested = (open: string, count: number, close: string, core = "id") =>
  `${open.repeat(count)}${core}${close.repeat(count)}`;

/** Nothing of ours in an answer: no SQL, no stack, no path, no driver. */
export const ours = /select |insert |relation "|at \w+ \(|node_modules|\.ts:|\.js:|pg_|kysely|mikro/i;

/** Documents that mean harm, and how each is refused; the drill measures what they cost. */
export const hostileDocuments: Readonly<Record<string, { query: string; code: ErrorCode }>> = {
  "no GraphQL": { query: "{ viewer { name }", code: "GRAPHQL_PARSE_FAILED" },
  "an unknown field": { query: "{ viewr { nam } }", code: "GRAPHQL_VALIDATION_FAILED" },
  "2,000 unknown fields": { query: `{ ${many(400, (i) => `viewr${i}`)} }`, code: "GRAPHQL_VALIDATION_FAILED" },
  "10,000 aliases": { query: `{ viewer { ${many(10_000, (i) => `a${i}: name`)} } }`, code: "QUERY_TOO_LARGE" },
  "100 aliases of __typename": { query: `{ ${many(100, (i) => `a${i}: __typename`)} }`, code: "QUERY_TOO_LARGE" },
  "deep nesting": {
    query: `{ node(id: "x") { ... on Entity { ${nested("relationships { nodes { source { ", 100, "} } }")} } } }`,
    code: "QUERY_TOO_LARGE",
  },
  "deep nesting without a level": {
    query: `{ node(id: "x") { ${nested("... on Entity { ", 1_200, "}")} } }`,
    code: "QUERY_TOO_LARGE",
  },
  "brackets within each other": {
    query: `{ nodes(ids: ${nested("[", 2_400, "]", "1")}) { id } }`,
    code: "QUERY_TOO_LARGE",
  },
  "brackets that a parser can take": {
    query: `{ nodes(ids: ${nested("[", 60, "]", "1")}) { id } }`,
    code: "QUERY_TOO_LARGE",
  },
  "objects within each other": {
    query: `{ organizations(filter: ${nested("{ a: ", 60, "}", "1")}) { totalCount } }`,
    code: "QUERY_TOO_LARGE",
  },
  "a type of lists of lists": {
    query: `query ($ids: ${nested("[", 60, "]", "ID")}) { nodes(ids: $ids) { id } }`,
    code: "QUERY_TOO_LARGE",
  },
  "a fragment within itself": { query: `{ viewer { ...A } } ${on("A", "...A")}`, code: "GRAPHQL_VALIDATION_FAILED" },
  "a ring of fragments": {
    query: `{ viewer { ...F0 } } ${many(50, (i) => on(`F${i}`, `name ...F${(i + 1) % 50}`))}`,
    code: "GRAPHQL_VALIDATION_FAILED",
  },
  "fragments that all spread each other": {
    query: `{ viewer { ...F0 } } ${many(20, (i) =>
      on(
        `F${i}`,
        many(20, (j) => `...F${j}`),
      ),
    )}`,
    code: "GRAPHQL_VALIDATION_FAILED",
  },
  "fragments that double 90 times": {
    query: `{ viewer { ...F0 } } ${many(90, (i) => on(`F${i}`, i < 89 ? `a: branch ...F${i + 1} ...F${i + 1}` : "name"))}`,
    code: "QUERY_TOO_LARGE",
  },
  "2,000 fragments": {
    query: `{ viewer { ...F0 } } ${many(600, (i) => on(`F${i}`, "name"))}`,
    code: "QUERY_TOO_LARGE",
  },
  "the same field 1,200 times": { query: `{ ${many(1_200, () => "viewer { name }")} }`, code: "QUERY_TOO_LARGE" },
  "pages in fragments that meet": {
    query: `{ ${many(110, (i) => `viewer { ...G${i} }`)} } ${many(110, (i) => on(`G${i}`, "name role branch"))}`,
    code: "QUERY_TOO_LARGE",
  },
  "a flood of directives": {
    query: `{ viewer { name ${many(800, () => "@include(if: true)")} } }`,
    code: "QUERY_TOO_LARGE",
  },
  "a flood of unknown directives": { query: `{ viewer { name ${many(2_000, () => "@x")} } }`, code: "QUERY_TOO_LARGE" },
  "a list of 4,900 ids": { query: `{ nodes(ids: [${many(4_900, String, ",")}]) { id } }`, code: "QUERY_TOO_LARGE" },
  "900 variables": { query: `query (${many(900, (i) => `$v${i}: ID`)}) { viewer { name } }`, code: "QUERY_TOO_LARGE" },
  "600 operations": { query: many(600, (i) => `query Q${i} { viewer { name } }`), code: "QUERY_TOO_LARGE" },
  "300 kB of comment": {
    query: `{ viewer { name } } #${"x".repeat(40_000)}\n${"#y\n".repeat(5_000)}${"#".repeat(46_000)}`,
    code: "QUERY_TOO_LARGE",
  },
  "pages five deep": {
    query: `{ platforms { nodes { participants { nodes { target { ${nested("relationships(first: 1) { nodes { target { ", 3, "} } }")} } } } } } }`,
    code: "QUERY_TOO_LARGE",
  },
  "pages of a hundred in pages of a hundred": {
    query:
      "{ organizations(first: 100) { nodes { suppliers(first: 100) { nodes { source { id name relationships(first: 100) { totalCount } } } } } } }",
    code: "QUERY_TOO_COSTLY",
  },
  "fifty walks": {
    query: `{ ${many(49, (i) => `a${i}: neighborhood(of: "x", input: { maxNodes: 5000 }) { nodes { hop } }`)} }`,
    code: "QUERY_TOO_COSTLY",
  },
  "a page of 101": { query: "{ organizations(first: 101) { totalCount } }", code: "BAD_INPUT" },
  "a page beyond 32 bits": {
    query: "{ organizations(first: 99999999999) { totalCount } }",
    code: "GRAPHQL_VALIDATION_FAILED",
  },
  "a null byte in a text": {
    query: '{ organizations(filter: { search: "a\\u0000" }) { totalCount } }',
    code: "TEXT_CONTROL_CHARACTER",
  },
  "a null byte in a document": { query: "{ viewer { name \u0000 } }", code: "GRAPHQL_PARSE_FAILED" },
  "a lone surrogate in a text": {
    query: '{ organizations(filter: { search: "\ud800" }) { totalCount } }',
    code: "GRAPHQL_PARSE_FAILED",
  },
  "a text of 5,000 characters": { query: `{ node(id: "${"x".repeat(5_000)}") { id } }`, code: "TEXT_TOO_LONG" },
  "a subscription": { query: "subscription { viewer { name } }", code: "GRAPHQL_VALIDATION_FAILED" },
};
