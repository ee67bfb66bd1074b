import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getIntrospectionQuery } from "graphql";
import { afterEach, describe, expect, test } from "vitest";
import { createServer } from "../src/server.ts";
import { type ListeningServer, startListening } from "./support/listening.ts";
import { startServer, type TestServer } from "./support/server.ts";

let server: TestServer | ListeningServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});
const name = { query: "{ viewer { name } }" };
const root = join(import.meta.dirname, "..");
const shipped = ["schema/operations", "bench/operations"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".graphql"))
    .map((file) => [file, readFileSync(join(root, folder, file), "utf8")] as const),
);

describe("limits of one client", () => {
  test("ten times its requests: it gets 429 and when to come back, another is answered", async () => {
    const listening = await startListening({ REQUESTS_PER_MINUTE: "20" });
    server = listening;
    const replies = await Promise.all(Array.from({ length: 200 }, () => listening.post("AUDITOR", name)));
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(175);
    expect(replies.length - refused.length).toBeGreaterThanOrEqual(20);
    for (const { headers, body } of refused) {
      expect(body.errors[0].extensions.code).toBe("RATE_LIMITED");
      expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    }
    expect((await listening.post("HEAD_OFFICE", name)).body).toEqual({
      data: { viewer: { name: "Test HEAD_OFFICE" } },
    });
  });

  test("what it asked costs more than a minute allows", async () => {
    const listening = await startListening({ COST_PER_MINUTE: "3000" });
    server = listening;
    const page = { query: "{ organizations(first: 100) { nodes { id name region industry } } }" };
    const statuses: number[] = [];
    for (let i = 0; i < 10; i++) statuses.push((await listening.post("AUDITOR", page)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 429, 429, 429]);
    expect((await listening.post("HEAD_OFFICE", page)).status).toBe(200);
  });

  test("rows of a bulk call count, whether they are written or not", async () => {
    const listening = await startListening({ COST_PER_MINUTE: "6000" });
    server = listening;
    const participants = Array.from({ length: 400 }, (_, i) => ({ name: `店 ${i}`, role: "STORE" }));
    const variables = { input: { platformId: listening.id("pharmacy-platform"), dryRun: true, participants } };
    const query =
      "mutation ($input: RegisterParticipantsInput!) { registerParticipants(input: $input) { userErrors { code } } }";
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push((await listening.post("PLATFORM", { query, variables })).status);
    expect(statuses).toEqual([200, 429, 429]);
  });

  test("too many at once, those that are still arriving among them", async () => {
    const listening = await startListening({ CLIENT_REQUESTS: "3", ARRIVAL_SECONDS: "2" });
    server = listening;
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${await listening.token("HEAD_OFFICE")}`;
    const open = `${head}\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n`;
    const arriving = [1, 2, 3].map(() => listening.raw([open]));
    const status = async () => (await listening.post("HEAD_OFFICE", name)).status;
    await expect.poll(status, { timeout: 1_500, interval: 20 }).toBe(429);
    expect((await listening.post("AUDITOR", name)).status).toBe(200);
    expect((await Promise.all(arriving)).map((answer) => answer.split(" ")[1])).toEqual(["408", "408", "408"]);
    await expect.poll(status).toBe(200);
  });

  test("an address that fails to sign in is refused unheard; good tokens of the same address still pass", async () => {
    const listening = await startListening({ FAILED_SIGN_INS_PER_MINUTE: "5" });
    server = listening;
    expect((await listening.post("HEAD_OFFICE", name)).status).toBe(200);
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++)
      statuses.push((await listening.post("AUDITOR", name, { authorization: `Bearer ${i}` })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    expect((await listening.post("HEAD_OFFICE", name)).status).toBe(200);
    // Known by nobody yet, it shares the fate of its address.
    expect((await listening.post("AUDITOR", name)).status).toBe(429);
  });
});

describe("documents", () => {
  test("what we ship passes with half of its cost to spare", async () => {
    server = await startServer("empty", { OPERATION_COST: "75000" });
    expect(shipped.length).toBeGreaterThan(15);
    // A subscription has its own place; what it costs is a single event.
    for (const [file, text] of shipped.filter(([, text]) => !/^subscription/m.test(text))) {
      const input = text.includes("RegisterParticipantsInput") ? { platformId: "x", participants: [] } : {};
      const variables = { id: "x", of: "x", from: "x", to: "x", ids: ["x"], input };
      const { errors = [] } = await server.ask("HEAD_OFFICE", text, variables);
      const codes = errors.map((error) => error.extensions.code);
      expect(
        codes.filter((code) => !["NOT_FOUND", "BAD_INPUT", "BAD_USER_INPUT", "FORBIDDEN"].includes(code)),
        file,
      ).toEqual([]);
    }
  });

  test("development shows the schema and guesses names, production does neither", async () => {
    server = await startServer("empty");
    const open = await server.ask("HEAD_OFFICE", getIntrospectionQuery());
    expect(open.data.__schema.types.length).toBeGreaterThan(50);
    expect((await server.ask("HEAD_OFFICE", "{ viewr { name } }")).errors![0]!.message).toMatch(
      /Did you mean "viewer"/,
    );

    // Development keys sign nothing in production: whoever asks is told by the test.
    const { viewer } = {
      viewer: {
        kind: "staff" as const,
        subject: "a",
        name: "A",
        role: "HEAD_OFFICE" as const,
        branchId: null,
        client: null,
      },
    };
    const config = { ...server.config, production: true, jwksUrl: "http://127.0.0.1:1/keys" };
    const app = await createServer({ config, database: server.database, authenticate: async () => viewer });
    const ask = async (query: string) =>
      (await app.inject({ method: "POST", url: "/graphql", payload: { query } })).json();
    for (const query of [
      getIntrospectionQuery(),
      "{ __schema { types { name } } }",
      '{ __type(name: "Viewer") { name } }',
    ]) {
      const answer = await ask(query);
      expect(answer.errors[0].extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
      expect(answer.data).toBeUndefined();
    }
    for (const query of [
      "{ viewr { name } }",
      "{ viewer { nam } }",
      '{ node(i: "x") { id } }',
      "query ($x: Viewr) { viewer { name } }",
    ])
      expect(JSON.stringify(await ask(query))).not.toMatch(/did you mean/i);
    expect((await ask("{ __typename viewer { __typename } }")).data).toEqual({
      __typename: "Query",
      viewer: { __typename: "Viewer" },
    });
    const page = await app.inject({ url: "/graphiql" });
    expect([page.statusCode, page.json().errors[0].extensions.code]).toEqual([404, "NOT_FOUND"]);
    await app.close();
  });

  test("locked: our operations by text, by hash in both ways, and a front end's from its manifest; nothing else", async () => {
    const mine = "query Mine { viewer { role } }";
    const sha = (text: string) => createHash("sha256").update(text).digest("hex");
    const manifest = join(mkdtempSync(join(tmpdir(), "manifest-")), "front-end.json");
    writeFileSync(manifest, JSON.stringify({ [sha(mine)]: mine }));
    const listening = await startListening({ TRUSTED_DOCUMENTS: "true", TRUSTED_MANIFESTS: manifest });
    server = listening;
    const viewer = readFileSync(join(root, "schema/operations/Viewer.graphql"), "utf8");
    const post = (body: object) => listening.post("HEAD_OFFICE", body);
    for (const [text, role] of [
      [viewer, "HEAD_OFFICE"],
      [mine, "HEAD_OFFICE"],
    ] as const) {
      for (const body of [
        { query: text },
        { documentId: `sha256:${sha(text)}` },
        { extensions: { persistedQuery: { version: 1, sha256Hash: sha(text) } } },
        { query: text, extensions: { persistedQuery: { version: 1, sha256Hash: sha(text) } } },
      ])
        expect((await post(body)).body.data.viewer.role).toBe(role);
    }
    const other = "query Other { viewer { role } }";
    for (const body of [
      { query: other },
      { query: `${viewer} ` },
      { query: getIntrospectionQuery() },
      { documentId: `sha256:${sha(other)}` },
      { query: other, extensions: { persistedQuery: { version: 1, sha256Hash: sha(other) } } },
    ]) {
      const reply = await post(body);
      expect([reply.status, reply.body.errors[0].extensions.code]).toEqual([400, "DOCUMENT_NOT_TRUSTED"]);
    }
    const search = new URLSearchParams({ documentId: `sha256:${sha(viewer)}` });
    const headers = { authorization: `Bearer ${await listening.token("AUDITOR")}`, "apollo-require-preflight": "1" };
    expect((await (await fetch(`${listening.url}?${search}`, { headers })).json()).data.viewer.role).toBe("AUDITOR");
  });

  test("a manifest that lies, or asks for what is not there, keeps the server from starting", async () => {
    const folder = mkdtempSync(join(tmpdir(), "manifest-"));
    const write = (text: string, hash = createHash("sha256").update(text).digest("hex")) => {
      writeFileSync(join(folder, "m.json"), JSON.stringify({ [hash]: text }));
      return startServer("empty", { TRUSTED_MANIFESTS: join(folder, "m.json") });
    };
    await expect(write("{ viewer { name } }", "0".repeat(64))).rejects.toThrow(/is not the SHA-256/);
    await expect(write("{ nothing }")).rejects.toThrow(/does not fit|nothing/);
  });
});

describe("browsers", () => {
  test("another origin is let in when it is listed, and never otherwise", async () => {
    server = await startServer("empty", { CORS_ORIGINS: "https://app.bank.example, https://desk.bank.example" });
    const preflight = (origin: string) =>
      server!.app.inject({
        method: "OPTIONS",
        url: "/graphql",
        headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
      });
    expect((await preflight("https://desk.bank.example")).headers["access-control-allow-origin"]).toBe(
      "https://desk.bank.example",
    );
    expect((await preflight("https://evil.example")).headers["access-control-allow-origin"]).toBeUndefined();
    const { headers } = await server.app.inject({ url: "/health", headers: { origin: "https://app.bank.example" } });
    expect(headers["access-control-allow-origin"]).toBe("https://app.bank.example");
    expect(headers["access-control-allow-credentials"]).toBeUndefined();
    await server.close();
    server = await startServer("empty");
    expect((await preflight("https://app.bank.example")).headers["access-control-allow-origin"]).toBeUndefined();
  });

  test("every answer says what a browser may do with it", async () => {
    server = await startServer("empty");
    for (const url of ["/health", "/graphql", "/nowhere"]) {
      const { headers } = await server.app.inject({ url });
      expect(headers["content-security-policy"]).toBe("default-src 'none';frame-ancestors 'none'");
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["x-frame-options"]).toBe("SAMEORIGIN");
      expect(headers["strict-transport-security"]).toContain("max-age");
      expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});
