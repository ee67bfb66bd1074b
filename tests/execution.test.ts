import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type ExecutionResult, type GraphQLSchema, parse } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mayCompile } from "../src/execution/compiled.ts";
import { buildApiSchema } from "../src/schema.ts";
import { platformPermissions } from "../src/shared/viewer.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { type Asked, comparison } from "./support/execution.ts";
import { makeNastySchema } from "./support/nasty.schema.ts";
import { startServer, type TestServer } from "./support/server.ts";

/** Compiled execution must be told from graphql-js by its speed alone: same data, same errors, on the use on which it is compiled. */
describe("the operations that we ship", () => {
  const folder = join(import.meta.dirname, "../schema/operations");
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  // Subscriptions are run by graphql-js alone.
  const operations = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".graphql") && !/^subscription/m.test(read(file)),
  );
  let server: TestServer;
  let schema: GraphQLSchema;
  let compare: (asked: Asked) => Promise<ExecutionResult>;
  beforeAll(async () => {
    server = await startServer();
    schema = buildApiSchema();
    compare = comparison(schema);
  });
  afterAll(() => server.close());

  const first = async (query: string) =>
    (await server.ask("HEAD_OFFICE", query)).data as { [root: string]: { nodes: { id: string }[] } };
  const batch = async () =>
    (await first("{ acquisitionBatches(first: 1) { nodes { id } } }")).acquisitionBatches!.nodes[0]!.id;
  const sale = async () => {
    const query = "query ($id: ID) { organization(id: $id) { suppliers(first: 1) { nodes { id } } } }";
    const { data } = await server.ask("HEAD_OFFICE", query, { id: server.id("core-manufacturer") });
    return data.organization.suppliers.nodes[0].id;
  };
  const contact = async () => {
    const query = "query ($id: ID) { organization(id: $id) { contacts { id } } }";
    return (await server.ask("HEAD_OFFICE", query, { id: manufacturer() })).data.organization.contacts[0].id;
  };
  const hook = async () => {
    const input = `platformId: "${server.id("pharmacy-platform")}", name: "n", url: "https://hooks.example.com/"`;
    const made = await server.ask("HEAD_OFFICE", `mutation { createWebhook(input: { ${input} }) { webhook { id } } }`);
    return made.data.createWebhook.webhook.id;
  };
  const manufacturer = () => server.id("core-manufacturer");
  const dryRun = () => ({ platformId: server.id("pharmacy-platform"), dryRun: true });
  const variables: Record<string, () => Promise<Record<string, unknown>> | Record<string, unknown>> = {
    AcquisitionBatches: () => ({ first: 3 }),
    Associations: () => ({ region: "3609" }),
    AuditLog: () => ({ first: 5 }),
    BatchProspects: async () => ({ id: await batch(), first: 5 }),
    CreateImport: () => ({ input: { kind: "SUPPLY", files: [] } }),
    CreateWebhook: () => ({ input: { name: "", url: "https://hooks.example.com/" } }),
    UpdateWebhook: () => ({ input: { id: "none" } }),
    RotateWebhookSecret: () => ({ input: { id: "none" } }),
    DeleteWebhook: () => ({ input: { id: "none" } }),
    Redeliver: () => ({ input: { webhookId: "none" } }),
    PlatformEvents: () => ({}),
    Webhooks: () => ({}),
    WebhookDeliveries: async () => ({ webhook: await hook() }),
    CreatePlatformKey: () => ({
      input: { platformId: server.id("pharmacy-platform"), name: "", permissions: ["READ_PARTICIPANTS"] },
    }),
    Degrees: () => ({ ids: ["court", "pharmacy-chain"].map(server.id) }),
    EvidenceOfRelationship: async () => ({ id: await sale() }),
    FormerSuppliers: () => ({ id: manufacturer() }),
    SuppliersKnown: () => ({ id: manufacturer(), asOf: "2026-03-01", knownAt: new Date().toISOString() }),
    ImportJobs: () => ({}),
    Neighborhood: () => ({ of: server.id("court-platform"), input: { maxHops: 2 } }),
    OrganizationCard: () => ({ id: manufacturer() }),
    PathsBetween: () => ({ from: server.id("drug-wholesaler"), to: server.id("pharmacy-rival") }),
    PersonContacts: () => ({ id: manufacturer() }),
    PlatformKeys: () => ({}),
    PlatformParticipants: () => ({ id: server.id("pharmacy-platform") }),
    Platforms: () => ({}),
    Prospects: () => ({ input: { industry: "C30" } }),
    ReferenceTrees: () => ({ region: "360400", industry: "C" }),
    AddParticipantRole: () => ({ input: { scenario: "COURT", code: "no code", name: "n", chineseName: "" } }),
    CompleteCases: () => ({ input: { ...dryRun(), cases: [{ number: "1", completedOn: "2026-01-01" }] } }),
    EndParticipations: () => ({
      input: {
        ...dryRun(),
        participations: [
          { externalId: "pharmacy-store-001", role: "STORE", until: "2026-11-01", reason: "LEFT" },
          { role: "STORE", until: "2026-02-30", reason: "LEFT" },
        ],
      },
    }),
    GivePlatformRoles: () => ({ input: { platformId: server.id("pharmacy-platform"), roles: ["STORE"] } }),
    ParticipantRoles: () => ({ scenario: "COURT" }),
    AcquisitionChain: () => ({ id: server.id("court-platform") }),
    CreatePlatform: () => ({ input: { name: "", scenario: "OTHER" } }),
    PlatformBusinessCase: () => ({ id: server.id("pharmacy-platform"), months: 2 }),
    PlatformCoverage: () => ({ id: server.id("court-platform"), by: ["ROLE"], months: 2, first: 3 }),
    PlatformCases: () => ({ platformId: server.id("pharmacy-platform") }),
    RecordProceeds: () => ({
      input: { ...dryRun(), proceeds: [{ reference: "1", amount: { amount: "-1" }, receivedOn: "2026-01-01" }] },
    }),
    RegisterCases: () => ({
      input: {
        ...dryRun(),
        cases: [
          { number: "1", kind: "OTHER" },
          { number: "", kind: "ENFORCEMENT" },
        ],
      },
    }),
    RegisteredParticipants: () => ({ platformId: server.id("pharmacy-platform"), first: 3 }),
    UpdateCases: () => ({ input: { ...dryRun(), cases: [{ number: "1", title: "t" }] } }),
    UpdateParticipants: () => ({
      input: { ...dryRun(), participants: [{ externalId: "pharmacy-store-001", name: "n" }, {}] },
    }),
    RegisterParticipants: () => ({
      input: { platformId: server.id("pharmacy-platform"), participants: [{ name: "", role: "STORE" }], dryRun: true },
    }),
    RevealContact: async () => ({ input: { contactId: await contact(), purpose: "CONTACT" } }),
    RevokePlatformKey: () => ({ input: { id: "none" } }),
    RotatePlatformKey: () => ({ input: { id: "none" } }),
    SearchOrganizations: () => ({ filter: { search: "保温" } }),
    SuppliersOfSuppliers: () => ({ id: manufacturer(), suppliers: 5, theirs: 3 }),
    Viewer: () => ({}),
  };
  const viewers = {
    head: { kind: "staff", subject: "head", name: "head", role: "HEAD_OFFICE", branchId: null, client: null },
    teller: { kind: "staff", subject: "teller", name: "teller", role: "STAFF", branchId: "1", client: null },
    auditor: { kind: "staff", subject: "auditor", name: "auditor", role: "AUDITOR", branchId: null, client: null },
    machine: () => ({
      kind: "platform",
      subject: "m",
      name: "m",
      role: "PLATFORM",
      platformId: platformKey(),
      permissions: platformPermissions,
      client: null,
    }),
  };
  const platformKey = () => Buffer.from(server.id("pharmacy-platform"), "base64url").toString().split(":")[1];
  const context = (viewer: object) => () => ({ viewer, em: server.database.em, today: DEMO_DAY, language: "zh" });

  test.each(operations)("%s is compiled", (file) => {
    expect(mayCompile(schema, parse(read(file)))).toBe(true);
  });

  test.each(operations)("%s says the same to everybody", { timeout: 120_000 }, async (file) => {
    const asked = { query: read(file), variables: await variables[basename(file, ".graphql")]!() };
    const others = { "RegisterParticipants.graphql": viewers.machine(), "AuditLog.graphql": viewers.auditor };
    const viewer = others[basename(file) as keyof typeof others] ?? viewers.head;
    const { errors, data } = await compare({ ...asked, context: context(viewer) });
    expect(errors).toBeUndefined();
    expect(data).toBeTruthy();
    await compare({ ...asked, context: context(viewers.teller) });
    await compare({ ...asked, context: context(viewers.machine()) });
  });

  test.each(operations)("%s refuses bad variables in the same words", async (file) => {
    const query = read(file);
    await compare({
      query,
      variables: { id: { no: "id" }, ids: 1.5, first: "many", of: [], from: [], input: 3, filter: [] },
      context: context(viewers.head),
    });
    await compare({ query, variables: {}, context: context(viewers.head) });
  });
});

describe("nasty ones", () => {
  const schema = makeNastySchema();
  const compare = comparison(schema);
  const asked: [string, Asked][] = [
    ["aliases", { query: '{ a: echo(text: "1") b: echo(text: "2") a: echo(text: "1") }' }],
    [
      "a field asked twice",
      { query: '{ named(id: "p1") { id } named(id: "p1") { name friend { id } friend { name } } }' },
    ],
    [
      "fragments on interfaces",
      {
        query: `query { named(id: "p1") { __typename ...N ... on Person { age } ... on Firm { code } friends { ...N ... on Node { id } } } node(id: "f1") { id ...N } }
          fragment N on Named { name short: name(short: true) friend { __typename ... on Firm { code name } } }`,
      },
    ],
    ["a union", { query: "{ any { __typename ... on Person { id age } ... on Named { name } ... { __typename } } }" }],
    [
      "@include and @skip",
      {
        query: `query ($yes: Boolean!, $no: Boolean = false) { fails @skip(if: true) echo @include(if: $yes) t: echo @include(if: $no) u: echo @skip(if: $no)
          ... @include(if: $yes) { v: echo } named(id: "f1") @include(if: $yes) @skip(if: $no) { id @skip(if: $yes) name } }`,
        variables: { yes: true },
      },
    ],
    ["variables with defaults", { query: 'query ($t: String = "d", $n: Int! = 3) { echo(text: $t, first: $n) }' }],
    ["variables with defaults, null", { query: 'query ($t: String = "d") { echo(text: $t) }', variables: { t: null } }],
    ["unset variables of arguments", { query: "query ($t: String, $f: Filter) { echo(text: $t, filter: $f) }" }],
    [
      "unset variables of non-null arguments with defaults",
      { query: "query ($n: Int, $s: Size) { echo(first: $n, size: $s) }" },
    ],
    [
      "null for non-null arguments with defaults",
      { query: "query ($n: Int) { echo(first: $n) ok: echo }", variables: { n: null } },
    ],
    [
      "unset variables inside input objects",
      { query: 'query ($l: Int, $s: Size, $t: String) { echo(filter: { limit: $l, size: $s, tags: [$t, "x"] }) }' },
    ],
    [
      "an unset variable with a default inside an input object",
      { query: "query ($l: Int = 4, $o: Boolean = true) { echo(filter: { limit: $l, open: $o }) }" },
    ],
    [
      "set variables inside input objects",
      {
        query:
          "query ($l: Int!, $i: [ID!]!, $a: String!, $t: String!) { echo(filter: { limit: $l, ids: $i, part: { amount: $a }, tags: [$t, null] }, list: [1, 2]) }",
        variables: { l: 1, i: ["1"], a: "5", t: "x" },
      },
    ],
    [
      "one value for a list",
      { query: 'query ($i: [ID!]!) { echo(filter: { ids: $i, tags: "a" }, list: 3) }', variables: { i: "1" } },
    ],
    [
      "one value for a list inside a variable",
      { query: "query ($f: Filter) { echo(filter: $f) }", variables: { f: { ids: "1", part: { amount: "2" } } } },
    ],
    [
      "a list with a variable inside an input object",
      { query: "query ($i: ID!) { echo(filter: { ids: [$i] }) }", variables: { i: "1" } },
    ],
    ["a list with an unset variable", { query: "query ($n: Int) { echo(list: [1, $n]) }" }],
    ["a wrong variable", { query: "query ($n: Int!) { echo(first: $n) }", variables: { n: "three" } }],
    ["a missing variable", { query: "query ($n: Int!) { echo(first: $n) }" }],
    ["a wrong enum value", { query: "query ($s: Size!) { echo(size: $s) }", variables: { s: "HUGE" } }],
    [
      "an unknown field of an input object",
      { query: "query ($f: Filter) { echo(filter: $f) }", variables: { f: { what: 1 } } },
    ],
    ["errors in nullable fields", { query: "{ fails failsLater failsListed echo }" }],
    ["an error in a non-null field", { query: "{ deep { ok required } echo }" }],
    ["a later error in a non-null field", { query: "{ deep { ok nested { strict { requiredLater } ok } } echo }" }],
    [
      "errors in lists",
      {
        query:
          "{ deepList { ok required } deepNullables { ok required } deepNullables2: deepNullables { ok nullable list } }",
      },
    ],
    ["null at the root", { query: "{ nothing { id } echo }" }],
    ["an error at the root", { query: "{ secret { ok } echo }" }],
    ["bad values of scalars and enums", { query: "{ badScalar badEnum echo }" }],
    ["an unknown operation name", { query: "query A { echo } query B { fails }", operationName: "C" }],
    ["several operations, the second", { query: "query A { echo } query B { fails }", operationName: "B" }],
    ["several operations, none named", { query: "query A { echo } query B { fails }" }],
    ["mutations one after the other", { query: "mutation { a: set(value: 1) b: set(value: 13) c: set(value: 2) }" }],
    [
      "introspection",
      { query: '{ __schema { queryType { name } } __type(name: "Named") { possibleTypes { name } } }' },
    ],
    ["__typename at the root", { query: "{ __typename t: __typename }" }],
  ];
  test.each(asked)("%s", (_name, question) => compare(question).then(() => undefined));

  test("two at once keep their variables apart", async () => {
    const query =
      "query ($i: ID!, $l: Int! = 2) { echo(filter: { ids: [$i], limit: $l }) named(id: $i) { id friend { id } } }";
    await Promise.all([1, 2, 3, 4].map((i) => compare({ query, variables: { i: `p${i}`, ...(i > 2 && { l: i }) } })));
  });
});
