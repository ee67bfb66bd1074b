import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ParticipantInput, RegisterParticipantsDocument } from "../src/client/gql/graphql.ts";
import { PlatformClient } from "../src/client/platform.client.ts";
import { asSystem } from "../src/shared/session.ts";
import { creditCode } from "./support/platforms.ts";
import { startServer, type TestServer } from "./support/server.ts";

/** What the network does to one request: the reply is lost, or cut in the middle, or something before the server refuses. */
type Fault = "lose" | "cut" | "slow" | "429" | "502" | "404";

const root = join(import.meta.dirname, "..");
let server: TestServer;
let proxy: Server;
let faults: Fault[] = [];
let requests = 0;
let keyOfPlatform = "";
beforeAll(async () => {
  server = await startServer();
  const api = await server.app.listen({ port: 0, host: "127.0.0.1" });
  proxy = createServer((request, response) => void answer(`${api}/graphql`, request, response));
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  keyOfPlatform = await server.token({ role: "PLATFORM", platform: "court-platform" });
});
afterEach(() => {
  faults = [];
  requests = 0;
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await server.close();
});

async function answer(api: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  requests += 1;
  const fault = faults.shift();
  if (fault === "429") {
    const errors = [{ message: "slowly", extensions: { code: "RATE_LIMITED" } }];
    response.writeHead(429, { "content-type": "application/json", "retry-after": "1" });
    return void response.end(JSON.stringify({ errors }));
  }
  if (fault === "502" || fault === "404") return void response.writeHead(Number(fault)).end("<html>");
  const headers = { authorization: request.headers.authorization!, "content-type": "application/json" };
  const reply = await fetch(api, { method: "POST", headers, body: Buffer.concat(chunks) });
  const text = await reply.text();
  if (fault === "slow") await new Promise((resolve) => setTimeout(resolve, 1_500));
  if (fault === "lose") return void request.socket.destroy();
  response.writeHead(reply.status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  if (fault !== "cut") return void response.end(text);
  response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
}

const retried: number[] = [];
const client = (more: Partial<ConstructorParameters<typeof PlatformClient>[0]> = {}) =>
  new PlatformClient({
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`,
    key: keyOfPlatform,
    onRetry: (_, attempt) => retried.push(attempt),
    ...more,
  });
let next = 500;
const rows = (count: number): ParticipantInput[] =>
  Array.from({ length: count }, () => ({
    name: `管理人${++next}`,
    role: "ADMINISTRATOR",
    creditCode: creditCode(next),
  }));
const keysKept = () =>
  asSystem(server.database.em, async (tx) => {
    const { rows } = await sql<{ count: string }>`select count(*) from idempotency_record`.execute(tx.getKysely());
    return Number(rows[0]!.count);
  });

describe("the typed client", () => {
  it.each<[Fault[]]>([[["lose"]], [["cut"]], [["502", "lose", "cut"]]])(
    "gets its answer and has registered once, whatever the network does: %j",
    async (drawn) => {
      const asked = client();
      await asked.platformId();
      const [before, participants] = [await keysKept(), rows(3)];
      requests = 0;
      faults = [...drawn];
      const reply = await asked.registerParticipants(participants);
      expect(requests).toBe(drawn.length + 1);
      // The first attempt's own outcome, not UNCHANGED: the recorded reply was replayed.
      expect(reply.counts).toEqual([{ outcome: "CREATED", count: 3 }]);
      expect(await keysKept()).toBe(before + 1);
      expect((await asked.registerParticipants(participants)).counts).toEqual([{ outcome: "UNCHANGED", count: 3 }]);
    },
  );

  it("takes an answer that comes too late for a lost one", async () => {
    const asked = client({ timeoutMs: 1_000 });
    await asked.platformId();
    faults = ["slow"];
    expect((await asked.registerParticipants(rows(2))).counts).toEqual([{ outcome: "CREATED", count: 2 }]);
  });

  it("waits as long as it is told", async () => {
    const asked = client();
    await asked.platformId();
    faults = ["429"];
    const began = performance.now();
    await asked.registerParticipants(rows(1));
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_000);
  });

  it("cuts long lists into calls, and its results count through all of them", async () => {
    const participants = [...rows(4), { name: "坏", role: "NO_SUCH_ROLE" }, ...rows(2)];
    const reply = await client().registerParticipants(participants, { rowsPerCall: 3 });
    expect(reply.results.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(reply.counts).toEqual([
      { outcome: "CREATED", count: 6 },
      { outcome: "REJECTED", count: 1 },
    ]);
    expect(reply.results[4]!.errors[0]!.code).toBe("ROLE_UNKNOWN");
    await expect(
      client().registerParticipants(participants, { rowsPerCall: 3, errorPolicy: "REJECT_ALL" }),
    ).rejects.toThrow(RangeError);
  });

  it("says at once what will not pass: a key that is none, a wrong address", async () => {
    await expect(client({ key: "pgk_test_0000000000000000_x" }).platformId()).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    expect(requests).toBe(1);
    faults = ["404"];
    await expect(client().platformId()).rejects.toMatchObject({ code: "NO_REPLY" });
    expect(requests).toBe(2);
  });

  it("sends a mutation without a key once", async () => {
    faults = ["lose"];
    const input = { platformId: server.id("court-platform"), participants: rows(1) };
    await expect(client().ask(RegisterParticipantsDocument, { input })).rejects.toMatchObject({ code: "NO_REPLY" });
    expect(requests).toBe(1);
  });

  it("gives up when its patience ends", async () => {
    faults = Array<Fault>(50).fill("502");
    const began = performance.now();
    await expect(client({ patienceMs: 2_000 }).platformId()).rejects.toMatchObject({ code: "NO_REPLY" });
    expect(performance.now() - began).toBeLessThan(6_000);
    expect(requests).toBeGreaterThan(1);
  });
});

describe("the program of the README", () => {
  const programs = ["README.md", "README.zh-CN.md"].map(
    (file) => /<!-- client -->\n```js\n(.*?)```/s.exec(readFileSync(join(root, file), "utf8"))![1]!,
  );

  it("is the same in both languages, and does what the page says", async () => {
    expect(programs[1]).toBe(programs[0]);
    const API = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`;
    const token = await server.token({ role: "PLATFORM", platform: "pharmacy-platform" });
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "--eval", programs[0]!],
      { cwd: root, env: { PATH: process.env.PATH, API, PLATFORM_TOKEN: token } },
    );
    expect(stdout.split("\n").slice(0, 2)).toEqual(["城西三店 CREATED", "城西四店 REJECTED ROLE_UNKNOWN role"]);
  });
});
