import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "graphql-sse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeId } from "../src/shared/ids.ts";
import type { PlatformEvent } from "../src/shared/outbox.service.ts";
import { happen, participantsOf, record } from "./support/events.ts";
import { type ListeningServer, startListening } from "./support/listening.ts";
import type { Asker } from "./support/server.ts";
import { type Reading, subscribe } from "./support/sse.ts";

let server: ListeningServer;
let pharmacy: string;
let store: { id: string; entityId: string };
const platform: Asker = { role: "PLATFORM", platform: "pharmacy-platform" };
const open: Reading[] = [];
beforeAll(async () => {
  server = await startListening({ CLIENT_STREAMS: "3" });
  pharmacy = decodeId(server.id("pharmacy-platform"))!.key;
  store = (await participantsOf(server.database, pharmacy))[0]!;
});
afterAll(() => server.close());

const asked = "cursor node { id kind reference organization { id name } platform { id } }";
const follow = async (asker: Asker | { token: string }, args = "", fields = asked): Promise<Reading> => {
  const token = typeof asker === "object" && "token" in asker ? asker.token : await server.token(asker);
  const reading = await subscribe(server.url, token, { query: `subscription { events${args} { ${fields} } }` });
  open.push(reading);
  return reading;
};
const closeAll = async () => {
  for (const one of open.splice(0)) one.close();
  await pause(50);
};
const event = (reference: string, kind: PlatformEvent["kind"] = "PARTICIPANT_UPDATED"): PlatformEvent => ({
  kind,
  platformId: pharmacy,
  participantId: store.id,
  data: { reference },
});
const references = ({ answers }: Reading) => answers.map(({ data }) => data?.events.node.reference);
/** Until a stream without a cursor has begun to listen. */
const begun = () => pause(150);

describe("a subscription", () => {
  it("tells each event as the feed does, within two seconds, to whom may know of it", async () => {
    const [machine, bank] = [await follow(platform), await follow("HEAD_OFFICE")];
    expect(machine.headers.get("content-type")).toContain("text/event-stream");
    await begun();
    const began = performance.now();
    await happen(server.database, [event("1"), event("2", "ACCOUNT_OPENED"), event("3")]);
    await Promise.all([machine.until(2), bank.until(3)]);
    expect(performance.now() - began).toBeLessThan(2_500);
    expect([references(machine), references(bank)]).toEqual([
      ["1", "3"],
      ["1", "2", "3"],
    ]);
    const feed = async (asker: Asker) =>
      (await server.ask(asker, `{ events(first: 100) { edges { ${asked} } } }`)).data.events.edges.slice(
        -machine.answers.length,
      );
    expect(machine.answers.map(({ data }) => data.events)).toEqual(await feed(platform));
    expect(decodeId(machine.answers[0].data.events.node.organization.id)!.kind).toBe("participant");
    expect(decodeId(bank.answers[0].data.events.node.organization.id)!.kind).toBe("entity");
    await closeAll();
  });

  it("goes on behind a cursor of the feed, of any page, and misses and repeats nothing", async () => {
    await happen(
      server.database,
      Array.from({ length: 120 }, (_, n) => event(`past ${n}`)),
    );
    const all = (await server.ask(platform, "{ events(first: 100) { edges { cursor node { reference } } } }")).data
      .events.edges;
    const at = all.findIndex(({ node }: { node: { reference: string } }) => node.reference === "past 3");
    const reading = await follow(platform, `(after: "${all[at].cursor}")`);
    await reading.until(116);
    await happen(server.database, [event("now")]);
    await reading.until(117);
    const expected = [...Array.from({ length: 116 }, (_, n) => `past ${n + 4}`), "now"];
    expect(references(reading)).toEqual(expected);
    // A reader that was cut off goes on with the last cursor it has.
    const again = await follow(platform, `(after: "${reading.answers[50].data.events.cursor}")`);
    await again.until(66);
    expect(references(again)).toEqual(expected.slice(51));
    await closeAll();
  });

  it("shows only the kinds asked for, however many others come", async () => {
    const reading = await follow(platform, "(kinds: [CASE_COMPLETED])");
    await begun();
    await happen(server.database, [
      ...Array.from({ length: 60 }, (_, n) => event(`other ${n}`)),
      event("done", "CASE_COMPLETED"),
    ]);
    await reading.until(1);
    await happen(server.database, [event("other"), event("again", "CASE_COMPLETED")]);
    await reading.until(2);
    expect(references(reading)).toEqual(["done", "again"]);
    await closeAll();
  });

  it("is understood by the client of graphql-sse", async () => {
    const token = await server.token(platform);
    const client = createClient({
      url: `${server.url}/stream`,
      headers: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const { data } of client.iterate({ query: "subscription { events { node { reference } } }" })) {
        seen.push(data);
        if (seen.length === 2) break;
      }
    })();
    await begun();
    await happen(server.database, [event("a"), event("b")]);
    await reading;
    expect(seen).toEqual(["a", "b"].map((reference) => ({ events: { node: { reference } } })));
    client.dispose();
    await pause(50);
  });
});

describe("a subscription by GET", () => {
  it("is answered just so, as browsers' own readers of events ask", async () => {
    await happen(server.database, [event("got")]);
    const { edges } = (await server.ask(platform, "{ events(first: 1) { edges { cursor } } }")).data.events;
    const query = `subscription { events(after: "${edges[0].cursor}") { node { reference } } }`;
    const stop = new AbortController();
    const reply = await fetch(`${server.url}/stream?${new URLSearchParams({ query })}`, {
      headers: { accept: "text/event-stream", authorization: `Bearer ${await server.token(platform)}` },
      signal: stop.signal,
    });
    const reader = reply.body!.getReader();
    let text = "";
    while (!text.includes("event: next")) text += new TextDecoder().decode((await reader.read()).value);
    expect([reply.status, text]).toEqual([200, expect.stringContaining('"reference"')]);
    stop.abort();
    await pause(50);
  });
});

describe("what is refused", () => {
  const codesOf = (reading: Reading) =>
    reading.answers.flatMap(({ errors = [] }) =>
      errors.map((error: { extensions: { code: string } }) => error.extensions.code),
    );

  it.each([
    ["a query", { query: "{ viewer { role } }" }, 400, "BAD_REQUEST"],
    [
      "a mutation",
      { query: 'mutation { deleteWebhook(input: { id: "x" }) { userErrors { code } } }' },
      400,
      "BAD_REQUEST",
    ],
    [
      "a query among the operations",
      { query: "query A { viewer { role } } subscription B { events { cursor } }", operationName: "A" },
      400,
      "BAD_REQUEST",
    ],
    [
      "no operation of that name",
      { query: "subscription B { events { cursor } }", operationName: "A" },
      400,
      "OPERATION_RESOLUTION_FAILURE",
    ],
    ["what does not fit the schema", { query: "subscription { news }" }, 400, "GRAPHQL_VALIDATION_FAILED"],
    [
      "two at once",
      { query: "subscription { events { cursor } b: events { cursor } }" },
      400,
      "GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a text with a null byte",
      { query: "subscription($a: String) { events(after: $a) { cursor } }", variables: { a: "\u0000" } },
      400,
      "TEXT_CONTROL_CHARACTER",
    ],
    ["nothing", {}, 400, "BAD_REQUEST"],
  ])("%s", async (_, body, status, code) => {
    const reading = await subscribe(server.url, await server.token(platform), body);
    await reading.over();
    expect([reading.status, JSON.parse(reading.text()).errors[0].extensions.code]).toEqual([status, code]);
  });

  it("a subscription at /graphql, a stream without a token, and whoever wants no stream", async () => {
    const query = "subscription { events { cursor } }";
    expect(await server.post(platform, { query })).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: "BAD_REQUEST" } }] },
    });
    const nobody = await subscribe(server.url, "nonsense", { query });
    await nobody.over();
    expect([nobody.status, nobody.text()]).toEqual([401, expect.stringContaining("UNAUTHENTICATED")]);
    const json = await subscribe(server.url, await server.token(platform), { query }, { accept: "application/json" });
    await json.over();
    expect(json.status).toBe(406);
    for (const method of ["PUT", "DELETE", "PATCH"]) {
      const reply = await fetch(`${server.url}/stream`, {
        method,
        headers: { authorization: `Bearer ${await server.token(platform)}`, "x-graphql-event-stream-token": "t" },
      });
      expect(reply.status).toBe(404);
    }
  });

  it.each([
    ["another platform", platform, () => `(platform: "${server.id("court-platform")}")`, "NOT_FOUND"],
    ["a cursor that is none", platform, () => '(after: "x")', "BAD_CURSOR"],
    ["a role that may not", "RELATIONSHIP_MANAGER" as Asker, () => "", "FORBIDDEN"],
  ])("%s, with the code and the end of the stream", async (_, asker, args, code) => {
    const reading = await follow(asker, args());
    await reading.over();
    expect([codesOf(reading), reading.isComplete()]).toEqual([[code], true]);
    expect(reading.answers[0].errors[0].extensions.requestId).toBe(reading.headers.get("x-request-id"));
    await closeAll();
  });

  it("is counted in the audit log, as any refusal", async () => {
    await (await follow("STAFF")).over();
    await closeAll();
    await server.app.close().catch(() => {});
    const { sql } = await import("kysely");
    const { asSystem } = await import("../src/shared/session.ts");
    const { rows } = await asSystem(server.database.em, (tx) =>
      sql<{
        role: string;
      }>`select role from audit_entry where operation = 'events' and code = 'FORBIDDEN' and role = 'STAFF'`.execute(
        tx.getKysely(),
      ),
    );
    expect(rows).toHaveLength(1);
    await server.database.close();
    server = await startListening({ CLIENT_STREAMS: "3" });
  });

  it("more streams of one client than it may have, until one is closed", async () => {
    for (let n = 0; n < 3; n++) expect((await follow(platform)).status).toBe(200);
    const fourth = await follow(platform);
    await fourth.over();
    expect([fourth.status, fourth.text()]).toEqual([429, expect.stringContaining("TOO_MANY_AT_ONCE")]);
    const other = await follow("HEAD_OFFICE");
    expect(other.status).toBe(200);
    open[0]!.close();
    await pause(100);
    expect((await follow(platform)).status).toBe(200);
    await closeAll();
  });
});

describe("the end of a stream", () => {
  it("comes within seconds when its key is revoked, and says why", async () => {
    const made = (
      await server.ask(
        "HEAD_OFFICE",
        `mutation { createPlatformKey(input: { platformId: "${server.id("pharmacy-platform")}", name: "s", permissions: [READ_PARTICIPANTS] }) { key { id } secret } }`,
      )
    ).data.createPlatformKey;
    const reading = await follow({ token: made.secret });
    expect(reading.status).toBe(200);
    await begun();
    expect(reading.isOver()).toBe(false);
    await server.ask(
      "HEAD_OFFICE",
      `mutation { revokePlatformKey(input: { id: "${made.key.id}" }) { userErrors { code } } }`,
    );
    const began = performance.now();
    await reading.over(9_000);
    expect(performance.now() - began).toBeLessThan(8_000);
    expect(reading.answers).toMatchObject([{ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] }]);
    expect(reading.isComplete()).toBe(true);
    await closeAll();
  }, 20_000);

  it("comes within seconds when its token runs out", async () => {
    const { SignJWT } = await import("jose");
    const claims = JSON.parse(Buffer.from((await server.token(platform)).split(".")[1]!, "base64url").toString());
    // Clocks may differ by thirty seconds: it is taken for so long after its end.
    const token = await new SignJWT({ ...claims, exp: Math.floor(Date.now() / 1_000) - 27 })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode(server.config.jwtSecret!));
    const reading = await follow({ token });
    expect(reading.status).toBe(200);
    await reading.over(9_000);
    expect(reading.answers).toMatchObject([{ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] }]);
    await closeAll();
  }, 20_000);

  it("of its reader ends all that was done for it; a heartbeat keeps one alive that has nothing to tell", async () => {
    const reading = await follow(platform);
    await pause(12_500);
    expect(reading.beats()).toBeGreaterThanOrEqual(2);
    expect(reading.isOver()).toBe(false);
    await closeAll();
    // Its place is free again.
    for (let n = 0; n < 3; n++) expect((await follow(platform)).status).toBe(200);
    await closeAll();
  }, 20_000);

  it("comes at once when the server stops, which waits for nobody", async () => {
    const reading = await follow(platform);
    await begun();
    const began = performance.now();
    await server.app.close();
    expect(performance.now() - began).toBeLessThan(3_000);
    await reading.over();
    expect(reading.answers).toMatchObject([{ errors: [{ extensions: { code: "UNAVAILABLE" } }] }]);
    await record(server.database, [event("later")]);
    expect(reading.answers).toHaveLength(1);
  });
});
