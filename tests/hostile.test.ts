import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorCodes } from "../src/shared/error-codes.ts";
import { type Asker, startServer, type TestServer } from "./support/server.ts";

const own: Asker = { role: "PLATFORM", platform: "pharmacy-platform" };
const nasty = [
  "\u0000",
  "a\u0000b",
  "\ud800",
  "甲\udc00",
  "\u0007",
  "\u202e",
  "",
  "   ",
  "甲".repeat(10_000),
  "'; drop table entity; --",
  "%",
  "_",
  "\\",
  "../../etc",
  "2023-02-30",
  "9".repeat(40),
  "-1",
  "NaN",
  "null",
];

describe("hostile input is answered with a listed code, never with an outage", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const codesOf = (answer: { errors?: { extensions: { code: string } }[] }) =>
    (answer.errors ?? []).map((error) => error.extensions.code);
  const expectListed = (codes: string[]) => {
    for (const code of codes) {
      expect(Object.keys(errorCodes)).toContain(code);
      expect(["INTERNAL", "UNAVAILABLE"]).not.toContain(code);
    }
  };

  const queries = {
    node: "query ($x: ID!) { node(id: $x) { id } nodes(ids: [$x]) { id } }",
    organization:
      "query ($x: ID!, $s: String) { a: organization(id: $x) { id } b: organization(creditCode: $s) { id } }",
    search:
      "query ($s: String) { organizations(filter: { search: $s }) { totalCount } associations(search: $s) { totalCount } }",
    prefix: "query ($s: String) { organizations(filter: { region: $s, industry: $s }) { totalCount } }",
    cursor: "query ($s: String) { organizations(after: $s) { nodes { id } } }",
    batchCursor: "query ($s: String) { acquisitionBatches(after: $s) { totalCount } }",
    prospectCursor: "query ($s: String) { prospects(after: $s, first: 1) { totalCount } }",
    batchInput:
      "query ($s: String, $x: ID!) { a: acquisitionBatches(input: { region: $s, industry: $s }) { totalCount } b: prospects(input: { from: [$x] }) { totalCount } }",
    asOf: "query ($d: Date, $x: ID!) { neighborhood(of: $x, input: { asOf: $d }) { isTruncated } }",
    asOfBatches: "query ($d: Date) { acquisitionBatches(input: { asOf: $d }) { totalCount } }",
    knownAt:
      "query ($d: DateTime, $x: ID!) { neighborhood(of: $x, input: { knownAt: $d }) { isTruncated } organization(id: $x) { suppliers(knownAt: $d) { totalCount } } }",
    knownAtBatches: "query ($d: DateTime) { acquisitionBatches(input: { knownAt: $d }) { totalCount } }",
    money:
      "query ($m: Decimal!, $c: String!) { acquisitionBatches(input: { minAnnualAmount: { amount: $m, currency: $c } }) { totalCount } }",
    walk: "query ($x: ID!) { paths(from: $x, to: $x, input: { stopAt: [$x] }) { exploredCount } }",
    platform: "query ($x: ID!) { platform(id: $x) { id } }",
    connection:
      "query ($s: String, $id: ID!) { organization(id: $id) { relationships(after: $s) { nodes { evidence(after: $s) { nodes { id } } } } } }",
  };
  it.each(Object.entries(queries))("%s", async (_, query) => {
    for (const value of nasty) {
      const declared = Object.fromEntries(
        ["x", "s", "d", "m", "c"].filter((name) => query.includes(`$${name}:`)).map((name) => [name, value]),
      );
      const id = query.includes("$id:") ? { id: server.id("core-manufacturer") } : {};
      expectListed(codesOf(await server.ask("HEAD_OFFICE", query, { ...declared, ...id })));
    }
  });

  it("numbers out of their range are BAD_INPUT", async () => {
    const of = server.id("court");
    for (const query of [
      "{ organizations(first: 0) { nodes { id } } }",
      "{ organizations(first: 101) { nodes { id } } }",
      "{ organizations(first: -1) { nodes { id } } }",
      `{ neighborhood(of: "${of}", input: { maxHops: 7 }) { isTruncated } }`,
      `{ neighborhood(of: "${of}", input: { maxHops: 0 }) { isTruncated } }`,
      `{ neighborhood(of: "${of}", input: { maxNodes: 5001 }) { isTruncated } }`,
      `{ neighborhood(of: "${of}", input: { minConfidence: 1.5 }) { isTruncated } }`,
      "{ acquisitionBatches(input: { maxHops: 7 }) { totalCount } }",
      "{ acquisitionBatches(first: 0) { totalCount } }",
      '{ acquisitionBatches(input: { minAnnualAmount: { amount: "-5" } }) { totalCount } }',
      `{ organization(id: "${of}") { relationships(first: 1000) { nodes { id } } } }`,
      "{ organization { id } }",
      `{ organization(id: "${of}", creditCode: "x") { id } }`,
      `{ nodes(ids: [${Array(101).fill(`"${of}"`).join()}]) { id } }`,
    ]) {
      expect({ query, codes: codesOf(await server.ask("HEAD_OFFICE", query)) }).toEqual({
        query,
        codes: ["BAD_INPUT"],
      });
    }
    expect(codesOf(await server.ask("HEAD_OFFICE", "{ organizations(first: 99999999999) { nodes { id } } }"))).toEqual([
      "GRAPHQL_VALIDATION_FAILED",
    ]);
  });

  it("an organization that there is not, or that is something else, is NOT_FOUND", async () => {
    for (const asked of [
      `id: "${server.id("pharmacy-platform")}"`,
      'id: "none"',
      'creditCode: "91360902MA00000001"',
      'creditCode: "x"',
    ]) {
      for (const asker of ["HEAD_OFFICE", "PLATFORM"] as const) {
        const answer = await server.ask(asker, `{ organization(${asked}) { id } }`);
        expect({ asked, data: answer.data, codes: codesOf(answer) }).toEqual({
          asked,
          data: { organization: null },
          codes: ["NOT_FOUND"],
        });
      }
    }
  });

  it("no kind named is any kind, whether left out or an empty list", async () => {
    const of = server.id("core-manufacturer");
    const count = async (kinds: string) => {
      const { data } = await server.ask(
        "HEAD_OFFICE",
        `{ neighborhood(of: "${of}", input: { maxHops: 1${kinds && `, kinds: ${kinds}`} }) { nodes { hop } }
          organization(id: "${of}") { relationships(first: 1${kinds && `, kinds: ${kinds}`}) { totalCount } } }`,
      );
      return [data.neighborhood.nodes.length, data.organization.relationships.totalCount];
    };
    expect(await count("[]")).toEqual(await count(""));
    expect((await count("[]"))[0]).toBeGreaterThan((await count("[OPERATES]"))[0]);
  });

  it("what is not served yet says so", async () => {
    for (const input of ["channels: [BILL]", "channels: [SUPPLY_CHAIN, PRODUCT]", "channels: [REFERRAL]"]) {
      expect(
        codesOf(await server.ask("HEAD_OFFICE", `{ acquisitionBatches(input: { ${input} }) { totalCount } }`)),
      ).toEqual(["NOT_AVAILABLE_YET"]);
    }
  });

  it("a cursor of another question is BAD_CURSOR", async () => {
    const batches = (input: string, more = "") =>
      server.ask(
        "HEAD_OFFICE",
        `{ acquisitionBatches(input: { ${input} }, first: 1 ${more}) { pageInfo { endCursor } nodes { id prospects(first: 1) { pageInfo { endCursor } } } } }`,
      );
    const first = (await batches("maxHops: 2")).data.acquisitionBatches;
    const after = `, after: "${first.pageInfo.endCursor}"`;
    const second = (await batches("maxHops: 2", after)).data.acquisitionBatches;
    expect(second.nodes[0].id).not.toBe(first.nodes[0].id);
    expect(codesOf(await batches("maxHops: 1", after))).toEqual(["BAD_CURSOR"]);
    expect(codesOf(await batches("maxHops: 2", `${after}, orderBy: PROSPECT_COUNT`))).toEqual(["BAD_CURSOR"]);
    const prospects = first.nodes[0].prospects.pageInfo.endCursor;
    const inBatch = (id: string) =>
      server.ask(
        "HEAD_OFFICE",
        `{ node(id: "${id}") { ... on AcquisitionBatch { prospects(first: 1, after: "${prospects}") { nodes { likelihood } } } } }`,
      );
    expect((await inBatch(first.nodes[0].id)).errors).toBeUndefined();
    expect(codesOf(await inBatch(second.nodes[0].id))).toEqual(["BAD_CURSOR"]);
    expect(codesOf(await server.ask("HEAD_OFFICE", `{ prospects(after: "${prospects}") { totalCount } }`))).toEqual([
      "BAD_CURSOR",
    ]);
  });

  it("every field of registerParticipants takes every nasty value: a row result with a stable code, nothing half-written", async () => {
    const mutation = `mutation ($input: RegisterParticipantsInput!) { registerParticipants(input: $input) {
      results { index outcome errors { code field } warnings { code } organization { name } } userErrors { code } } }`;
    const count = async () =>
      (await server.ask(own, "{ viewer { platform { participants(validity: ANY) { totalCount } } } }")).data.viewer
        .platform.participants.totalCount;
    let standing = await count();
    for (const field of [
      "name",
      "creditCode",
      "role",
      "region",
      "industry",
      "externalId",
      "headOfficeCreditCode",
      "since",
      "observedOn",
    ]) {
      for (const [i, value] of nasty.entries()) {
        const good = { name: `好店 ${field} ${i}`, role: "STORE", region: "360902" };
        const answer = await server.ask(own, mutation, {
          input: {
            platformId: server.id("pharmacy-platform"),
            errorPolicy: "REJECT_ALL",
            participants: [good, { ...good, name: `坏店 ${field} ${i}`, [field]: value }],
          },
        });
        expectListed(codesOf(answer));
        if (answer.errors) continue;
        const results = answer.data.registerParticipants.results as {
          outcome: string;
          errors: { code: string; field: string[] }[];
        }[];
        const bad = results[1]!;
        if (bad.outcome === "REJECTED") {
          expectListed(bad.errors.map((error) => error.code));
          expect(bad.errors.every((error) => error.field[0] === "participants" && error.field[1] === "1")).toBe(true);
          expect(results[0]!.outcome).toBe("NOT_WRITTEN");
          expect(await count()).toBe(standing);
        } else {
          expect(
            results.every(({ outcome }) =>
              ["CREATED", "UPDATED", "UNCHANGED", "NOT_WRITTEN", "NEEDS_REVIEW"].includes(outcome),
            ),
          ).toBe(true);
          standing = await count();
        }
      }
    }
  });

  it("no answer holds SQL, a stack or a path", async () => {
    const answers = await Promise.all(
      nasty.map((value) => server.ask("HEAD_OFFICE", queries.organization, { x: value, s: value })),
    );
    expect(JSON.stringify(answers)).not.toMatch(/select |insert |relation "|at \w+ \(|node_modules|\.ts:/);
  });

  it("a ten-megabyte name and a body that is no GraphQL are refused without harm", async () => {
    const token = await server.token(own);
    const post = (payload: string | object, type = "application/json") =>
      server.app.inject({
        method: "POST",
        url: "/graphql",
        headers: { authorization: `Bearer ${token}`, "content-type": type },
        payload,
      });
    const huge = await post({
      query:
        "mutation ($i: RegisterParticipantsInput!) { registerParticipants(input: $i) { results { outcome errors { code } } } }",
      variables: {
        i: {
          platformId: server.id("pharmacy-platform"),
          participants: [{ name: "药".repeat(3_500_000), role: "STORE" }],
        },
      },
    });
    expect(huge.json().data.registerParticipants.results).toEqual([
      { outcome: "REJECTED", errors: [{ code: "TEXT_TOO_LONG" }] },
    ]);
    for (const [payload, type] of [
      ["{", "application/json"],
      ["[]", "application/json"],
      ["null", "application/json"],
      ["{}", "application/json"],
      ["query", "text/plain"],
      ["x".repeat(21 * 1024 * 1024), "application/json"],
    ] as const) {
      const reply = await post(payload, type);
      expect(reply.statusCode).toBeGreaterThanOrEqual(400);
      expect(reply.statusCode).toBeLessThan(500);
      expectListed(codesOf(reply.json()));
    }
    expect((await server.ask(own, "{ viewer { role } }")).data.viewer.role).toBe("PLATFORM");
  });
});
