import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "./support/server.ts";

/** Requests of a shape that no client sends. Nothing of a known document is run by way of them without the checks of the door. */
const text = readFileSync(join(import.meta.dirname, "../schema/operations/Platforms.graphql"), "utf8");
const sha256Hash = createHash("sha256").update(text).digest("hex");
const odd = {
  "documentId a number": { documentId: 1 },
  "documentId false": { documentId: false },
  "documentId a list": { documentId: ["a"] },
  "documentId an object": { documentId: {} },
  "documentId null": { documentId: null },
  "documentId empty": { documentId: "" },
  "operationName a number": { operationName: 1 },
  "operationName empty": { operationName: "" },
  "extensions a text": { extensions: "a" },
  "extensions a list": { extensions: [] },
  "extensions of another version": { extensions: { persistedQuery: { version: 2, sha256Hash } } },
  "persistedQuery a number": { extensions: { persistedQuery: 1 } },
  "persistedQuery null": { extensions: { persistedQuery: null } },
  "variables a list": { variables: [{ after: "\u0000" }] },
  "variables a text": { variables: '{"after":"\\u0000"}' },
  "a key more": { nothing: 1 },
};

describe.each(["false", "true"])("with TRUSTED_DOCUMENTS=%s", (TRUSTED_DOCUMENTS) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer("demo", { TRUSTED_DOCUMENTS });
    // The document is known from here on.
    expect((await server.ask("AUDITOR", text)).data.platforms).toBeDefined();
  });
  afterAll(() => server.close());

  const send = async (request: { method: "GET" | "POST"; url: string; payload?: object }) => {
    const authorization = `Bearer ${await server.token("AUDITOR")}`;
    const reply = await server.app.inject({ ...request, headers: { authorization, "apollo-require-preflight": "1" } });
    expect(reply.json().data).toBeUndefined();
    return [reply.statusCode, reply.json().errors[0].extensions.code];
  };
  const codes = expect.stringMatching(/^(BAD_REQUEST|TEXT_CONTROL_CHARACTER|OPERATION_RESOLUTION_FAILURE)$/);
  const costly = expect.stringMatching(/^(BAD_REQUEST|BAD_INPUT|OPERATION_RESOLUTION_FAILURE)$/);

  test.each(Object.entries(odd))("%s", async (_, more) => {
    const ask = (variables: object) =>
      send({ method: "POST", url: "/graphql", payload: { query: text, variables, ...more } });
    expect(await ask({ after: "a\u0000b" })).toEqual([400, codes]);
    expect(await ask({ first: 1_000_000 })).toEqual([400, "variables" in more ? codes : costly]);
  });

  test.each(["query", "operationName", "documentId", "variables", "extensions"])("GET with %s twice", async (name) => {
    const search = new URLSearchParams({ query: text, variables: JSON.stringify({ after: "\u0000" }) });
    search.append(name, search.get(name) ?? "a");
    search.append(name, "b");
    expect(await send({ method: "GET", url: `/graphql?${search}` })).toEqual([400, "BAD_REQUEST"]);
  });

  test("a list of requests, and a body that is none", async () => {
    const one = { query: text, variables: { after: "\u0000" } };
    expect(await send({ method: "POST", url: "/graphql", payload: [one] })).toEqual([400, "BAD_REQUEST"]);
    expect(await send({ method: "POST", url: "/graphql" })).toEqual([400, "BAD_REQUEST"]);
  });
});

test("a body that is no JSON is told so", async () => {
  const server = await startServer("empty");
  const headers = { "content-type": "application/json", authorization: `Bearer ${await server.token("AUDITOR")}` };
  const reply = await server.app.inject({ method: "POST", url: "/graphql", headers, payload: "{" });
  expect([reply.statusCode, reply.json().errors[0].message]).toEqual([400, expect.stringContaining("no JSON")]);
  await server.close();
});
