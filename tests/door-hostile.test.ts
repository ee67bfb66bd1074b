import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ErrorCode, errorCodes } from "../src/shared/error-codes.ts";
import { hostileDocuments, ours } from "./support/hostile.documents.ts";
import { type ListeningServer, type Reply, startListening } from "./support/listening.ts";
import type { Asker } from "./support/server.ts";

/** Requests that mean harm, over a socket: each refused with a 4xx and a listed code, and the next honest one is answered. */
let server: ListeningServer;
beforeAll(async () => {
  server = await startListening({ ARRIVAL_SECONDS: "2", BODY_KB: "64" });
});
afterAll(() => server.close());
afterEach(async () => {
  const { body } = await server.post("HEAD_OFFICE", { query: "{ platforms { totalCount } }" });
  expect(body).toEqual({ data: { platforms: { totalCount: 3 } } });
});

function expectRefused({ status, headers, body }: Reply, wanted: number, code?: ErrorCode): void {
  expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({
    status: wanted,
    code: code ?? expect.any(String),
  });
  expect(body.data).toBeUndefined();
  for (const { message, extensions } of body.errors) {
    expect(Object.keys(errorCodes)).toContain(extensions.code);
    expect(extensions.requestId).toBe(headers.get("x-request-id"));
    expect(message).not.toMatch(ours);
  }
  expect(body.errors.length).toBeLessThanOrEqual(6);
}
const ask = (query: unknown, variables?: unknown, asker: Asker = "HEAD_OFFICE") =>
  server.post(asker, { query, variables });

describe("documents", () => {
  test.each(Object.entries(hostileDocuments))("%s", async (_, { query, code }) => {
    expectRefused(await ask(query), 400, code);
  });

  test("a document of 20 operations is taken, one of 21 is not", async () => {
    const operations = (count: number) =>
      Array.from({ length: count }, (_, i) => `query Q${i} { viewer { name } }`).join(" ");
    const reply = await server.post("HEAD_OFFICE", { query: operations(20), operationName: "Q7" });
    expect(reply.body.data.viewer.name).toBe("Test HEAD_OFFICE");
    expectRefused(
      await server.post("HEAD_OFFICE", { query: operations(21), operationName: "Q7" }),
      400,
      "QUERY_TOO_LARGE",
    );
  });

  test("an operation that the document does not have", async () => {
    expectRefused(
      await server.post("HEAD_OFFICE", { query: "query A { viewer { name } }", operationName: "B" }),
      400,
      "OPERATION_RESOLUTION_FAILURE",
    );
  });
});

describe("variables", () => {
  const organizations = "query ($filter: OrganizationFilter) { organizations(filter: $filter) { totalCount } }";
  test.each([
    ["a null byte", { search: "a\u0000b" }, "TEXT_CONTROL_CHARACTER"],
    ["an escape", { search: "\u001b[2J" }, "TEXT_CONTROL_CHARACTER"],
    ["an override of direction", { search: "a\u202eb" }, "TEXT_CONTROL_CHARACTER"],
    ["a lone surrogate", { search: "\ud800" }, "TEXT_ILL_FORMED"],
    ["a text too long", { search: "药".repeat(4_001) }, "TEXT_TOO_LONG"],
    ["a text where no argument takes it", { nothing: ["\u0000"] }, "TEXT_CONTROL_CHARACTER"],
    ["a number for a text", { search: 5 }, "BAD_USER_INPUT"],
    ["a list for an input", [[[]]], "BAD_USER_INPUT"],
    ["a field that is not", { __proto: 1 }, "BAD_USER_INPUT"],
  ] as const)("%s", async (_, filter, code) => {
    expectRefused(await ask(organizations, { filter }), 400, code);
  });

  test.each([
    ["beyond 32 bits", "2147483648", "BAD_INPUT"],
    ["beyond 53 bits", "9007199254740993", "BAD_USER_INPUT"],
    ["beyond every float", "1e999", "BAD_USER_INPUT"],
    ["a fraction", "1.5", "BAD_USER_INPUT"],
    ["below one", "-1", "BAD_INPUT"],
  ] as const)("a whole number %s", async (_, first, code) => {
    const query = "query ($first: Int!) { organizations(first: $first) { totalCount } }";
    expectRefused(await server.post("HEAD_OFFICE", `{"query":"${query}","variables":{"first":${first}}}`), 400, code);
  });

  test("an id beyond 53 bits, which would become another one", async () => {
    const body = '{"query":"query ($id: ID!) { node(id: $id) { id } }","variables":{"id":9007199254740993}}';
    expectRefused(await server.post("HEAD_OFFICE", body), 400, "BAD_USER_INPUT");
  });

  test("a list of 1,001 ids", async () => {
    const ids = Array.from({ length: 1_001 }, () => "x");
    expectRefused(await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids }), 400, "QUERY_TOO_LARGE");
  });

  test("ten thousand brackets within each other", async () => {
    const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
    const body = `{"query":"query ($ids: [ID!]!) { nodes(ids: $ids) { id } }","variables":{"ids":${deep}}}`;
    expectRefused(await server.post("HEAD_OFFICE", body), 400, "QUERY_TOO_LARGE");
  });

  test("five thousand bad rows are told of in at most six errors, interpreted and compiled alike", async () => {
    const query = `mutation ($input: RegisterParticipantsInput!) {
      registerParticipants(input: $input) { userErrors { code } } }`;
    const input = { platformId: server.id("pharmacy-platform"), dryRun: true, participants: [] as object[] };
    for (const _use of [1, 2, 3]) expect((await ask(query, { input }, "PLATFORM")).status).toBe(200);
    const participants = Array.from({ length: 5_000 }, () => ({ name: 5, role: [], other: true }));
    expectRefused(await ask(query, { input: { ...input, participants } }, "PLATFORM"), 400, "BAD_USER_INPUT");
  });

  test("what only looks like SQL is a text like any other", async () => {
    for (const search of ["'; drop table entity; --", "%", "_", "\\", "' or 1=1 --", "$1", "{{7*7}}"]) {
      const { status, body } = await ask(organizations, { filter: { search } });
      expect({ search, status, errors: body.errors }).toEqual({ search, status: 200, errors: undefined });
    }
  });
});

describe("bodies", () => {
  const query = "{ viewer { name } }";
  test.each([
    ["a batch", [{ query }, { query }], 400, "BAD_REQUEST"],
    ["an empty batch", [], 400, "BAD_REQUEST"],
    ["null", null, 400, "BAD_REQUEST"],
    ["a text", "text", 400, "BAD_REQUEST"],
    ["an empty object", {}, 400, "BAD_REQUEST"],
    ["an empty query", { query: "" }, 400, "BAD_REQUEST"],
    ["a number as query", { query: 5 }, 400, "BAD_REQUEST"],
    ["an object as query", { query: { kind: "Document" } }, 400, "BAD_REQUEST"],
    ["a text as variables", { query, variables: '{"a":1}' }, 400, "BAD_REQUEST"],
    ["a list as variables", { query, variables: [] }, 400, "BAD_REQUEST"],
    ["a list as extensions", { query, extensions: [] }, 400, "BAD_REQUEST"],
    ["an object as operation name", { query, operationName: {} }, 400, "BAD_REQUEST"],
    ["a hash that is none", { extensions: { persistedQuery: { version: 1, sha256Hash: "../x" } } }, 400, "BAD_REQUEST"],
    ["a hash of another text", { query, documentId: `sha256:${"0".repeat(64)}` }, 400, "BAD_REQUEST"],
    ["an unknown hash", { documentId: `sha256:${"0".repeat(64)}` }, 400, "PERSISTED_QUERY_NOT_FOUND"],
    ["a prototype", '{"query":"{ viewer { name } }","__proto__":{"a":1}}', 400, "BAD_REQUEST"],
    ["a prototype within", '{"query":"{ viewer { name } }","variables":{"__proto__":{}}}', 400, "BAD_REQUEST"],
    ["a constructor", '{"query":"{a}","variables":{"constructor":{"prototype":{}}}}', 400, "BAD_REQUEST"],
    ["half an object", '{"query":', 400, "BAD_REQUEST"],
    ["nothing", "", 400, "BAD_REQUEST"],
    ["too much", { query: `{ viewer { name } } #${"x".repeat(80_000)}` }, 413, "BODY_TOO_LARGE"],
  ] as const)("%s", async (_, body, status, code) => {
    expectRefused(await server.post("RELATIONSHIP_MANAGER", body as unknown), status, code);
  });

  test("the last of two keys counts, as JSON.parse has it, and it alone is checked and run", async () => {
    const { body } = await server.post("HEAD_OFFICE", '{"query":"{ hidden }","query":"{ viewer { name } }"}');
    expect(body).toEqual({ data: { viewer: { name: "Test HEAD_OFFICE" } } });
  });

  test("bytes that are no UTF-8", async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"query":"{ organization(id: \\"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('\\") { id } }"}'),
    ]);
    expectRefused(await server.post("HEAD_OFFICE", bytes), 400, "TEXT_ILL_FORMED");
  });

  test.each(["gzip", "br", "deflate", "gzip, identity", "x"])("compressed by %s", async (encoding) => {
    const headers = { "content-encoding": encoding };
    expectRefused(
      await server.post("HEAD_OFFICE", gzipSync('{"query":"{a}"}'), headers),
      415,
      "MEDIA_TYPE_UNSUPPORTED",
    );
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/graphql",
    "application/xml",
    "nonsense",
  ])("of type %s", async (type) => {
    const headers = { "content-type": type };
    expectRefused(await server.post("HEAD_OFFICE", { query }, headers), 415, "MEDIA_TYPE_UNSUPPORTED");
  });

  test("a large body is for whoever registers participants, and for that alone", async () => {
    const large = { query, variables: { x: Array.from({ length: 900 }, () => "x".repeat(100)) } };
    expectRefused(await server.post("RELATIONSHIP_MANAGER", large), 413, "BODY_TOO_LARGE");
    expectRefused(await server.post("PLATFORM", large), 413, "BODY_TOO_LARGE");
    const participants = Array.from({ length: 1_000 }, (_, i) => ({
      name: `很长的门店名称 ${i} ${"长".repeat(80)}`,
      role: "STORE",
    }));
    const input = { platformId: server.id("pharmacy-platform"), dryRun: true, participants };
    const { body } = await ask(
      "mutation ($input: RegisterParticipantsInput!) { registerParticipants(input: $input) { counts { outcome count } } }",
      { input },
      "PLATFORM",
    );
    expect(body).toEqual({ data: { registerParticipants: { counts: [{ outcome: "NOT_WRITTEN", count: 1_000 }] } } });
  });
});

describe("HTTP", () => {
  const get = async (search: string, headers: Record<string, string> = {}): Promise<Reply> => {
    const authorization = `Bearer ${await server.token("HEAD_OFFICE")}`;
    const reply = await fetch(`${server.url}?${search}`, { headers: { authorization, ...headers } });
    return { status: reply.status, headers: reply.headers, body: await reply.json() };
  };
  const preflighted = { "apollo-require-preflight": "1" };
  const mutation =
    'mutation { setAcquisitionPrior(input: { channel: PLATFORM, probability: 0.5, note: "x", validFrom: "2026-01-01" }) { userErrors { code } } }';

  test("a mutation by GET", async () => {
    expectRefused(await get(`query=${encodeURIComponent(mutation)}`, preflighted), 405, "BAD_REQUEST");
  });
  test("a query by GET is answered, but not to a page of another site", async () => {
    expect((await get("query={viewer{name}}", preflighted)).body.data.viewer.name).toBe("Test HEAD_OFFICE");
    expectRefused(await get("query={viewer{name}}"), 400, "BAD_REQUEST");
  });
  test.each(["query={viewer{name}}&query={a}", "query={viewer{name}}&variables={", "variables={}", ""])(
    "GET ?%s",
    async (search) => {
      expectRefused(await get(search, preflighted), 400, "BAD_REQUEST");
    },
  );
  test.each(["PUT", "PATCH", "DELETE", "OPTIONS"])("%s", async (method) => {
    const reply = await fetch(server.url, { method });
    expectRefused({ status: reply.status, headers: reply.headers, body: await reply.json() }, 405, "BAD_REQUEST");
    expect(reply.headers.get("allow")).toBe("GET, POST");
  });
  test("an unknown path, and one that cannot be read", async () => {
    for (const [path, status] of [
      ["/", 404],
      ["/graphql/x", 404],
      ["/.env", 404],
      ["/%ff", 400],
    ] as const) {
      const reply = await fetch(new URL(path, server.url));
      expectRefused({ status: reply.status, headers: reply.headers, body: await reply.json() }, status);
    }
  });
  test("a caller that takes no JSON, before anything runs", async () => {
    expectRefused(await server.post("HEAD_OFFICE", { query: mutation }, { accept: "text/html" }), 406, "BAD_REQUEST");
  });
  test("nobody, and tokens that are none", async () => {
    for (const authorization of ["", "Bearer", "Bearer x", "Basic eDp5", `Bearer ${"x".repeat(5_000)}`]) {
      const reply = await server.post("HEAD_OFFICE", { query: "{ viewer { name } }" }, { authorization });
      expectRefused(reply, 401, "UNAUTHENTICATED");
      expect(reply.headers.get("www-authenticate")).toBe("Bearer");
    }
  });

  const head = async (more: string) =>
    `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${await server.token("HEAD_OFFICE")}\r\n${more}`;
  const codeIn = (answer: string) => {
    const [top, body] = answer.split("\r\n\r\n");
    const { extensions } = JSON.parse(body!).errors[0];
    expect(top!.toLowerCase()).toContain(`x-request-id: ${extensions.requestId}`);
    return [Number(top!.split(" ")[1]), extensions.code];
  };
  test("headers that trickle, and a body that does", async () => {
    const trickle = ["POST /graphql HTTP/1.1\r\n", ...Array.from({ length: 60 }, (_, i) => `x-${i}: y\r\n`)];
    expect(codeIn(await server.raw(trickle, 100))).toEqual([408, "REQUEST_TIMEOUT"]);
    const body = [await head("content-type: application/json\r\ncontent-length: 500\r\n\r\n"), ..."x".repeat(60)];
    expect(codeIn(await server.raw(body, 100))).toEqual([408, "REQUEST_TIMEOUT"]);
  });
  test("a body that says it is larger than it may be, one in chunks that is, and headers too long", async () => {
    const json = "content-type: application/json\r\nconnection: close\r\n";
    expect(codeIn(await server.raw([await head(`${json}content-length: 99999999\r\n\r\n`)]))).toEqual([
      413,
      "BODY_TOO_LARGE",
    ]);
    const manager = await server.token("RELATIONSHIP_MANAGER");
    const chunks = `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${manager}\r\n${json}transfer-encoding: chunked\r\n\r\n`;
    const chunk = `2000\r\n${"x".repeat(0x2000)}\r\n`;
    expect(codeIn(await server.raw([chunks, ...Array.from({ length: 12 }, () => chunk)]))).toEqual([
      413,
      "BODY_TOO_LARGE",
    ]);
    expect(codeIn(await server.raw([await head(`x: ${"y".repeat(20_000)}\r\n\r\n`)]))).toEqual([431, "BAD_REQUEST"]);
    expect(codeIn(await server.raw(["nonsense\r\n\r\n"]))).toEqual([400, "BAD_REQUEST"]);
  });
});
