import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres } from "./support/database.ts";
import { type Holding, holdTable } from "./support/holding.ts";
import { startServer, type TestServer } from "./support/server.ts";

/**
 * What a request may take from the database, seen from the database. The embedded one has no part in this: it runs in the server's own
 * process, one statement at a time, and none can be broken off.
 */
if (!onPostgres) console.log("SKIPPED on PGlite: cancelled statements, exhausted pools");

const query = "{ organizations(first: 1) { nodes { name } } }";

describe.skipIf(!onPostgres)("a request ends in the database too", () => {
  let server: TestServer;
  let token: string;
  let base: string;
  let held: Holding | undefined;
  beforeAll(async () => {
    server = await startServer("demo", {
      REQUEST_TIMEOUT_MS: "1500",
      BULK_TIMEOUT_MS: "2000",
      WALK_TIMEOUT_MS: "120000",
      CLIENT_SLOTS: "100",
      SLOTS: "100",
    });
    base = await server.app.listen({ host: "127.0.0.1", port: 0 });
    token = await server.token("HEAD_OFFICE");
    await server.ask("HEAD_OFFICE", query);
  });
  afterEach(async () => {
    await held?.release();
    held = undefined;
  });
  afterAll(() => server.close());

  const post = (body: object, signal?: AbortSignal, asker = token) =>
    fetch(`${base}/graphql`, {
      method: "POST",
      headers: { authorization: `Bearer ${asker}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });
  const codesOf = async (reply: Response) =>
    ((await reply.json()) as { errors?: { extensions: { code: string } }[] }).errors?.map(
      ({ extensions }) => extensions.code,
    );

  it("when its time is up: 504 TIMED_OUT, its statement is cancelled, and the connection is fit for the next", async () => {
    held = await holdTable(server.database, "entity");
    const asked = post({ query });
    await held.until(1);
    const reply = await asked;
    expect([reply.status, await codesOf(reply)]).toEqual([504, ["TIMED_OUT"]]);
    expect([await held.waiting(), await held.openTransactions()]).toEqual([0, 0]);
    await held.release();
    held = undefined;
    expect((await post({ query })).status).toBe(200);
  });

  it("a walk has longer as a whole, and no statement of it has: a database that hangs is noticed all the same", async () => {
    held = await holdTable(server.database, "entity");
    const asked = post({ query: "{ prospects(first: 1) { nodes { likelihood } } }" });
    await held.until(1);
    const reply = await asked;
    expect([reply.status, await codesOf(reply)]).toEqual([504, ["TIMED_OUT"]]);
    expect(await held.waiting()).toBe(0);
  });

  it("when its caller goes away", async () => {
    held = await holdTable(server.database, "entity");
    const caller = new AbortController();
    const asked = post({ query }, caller.signal).catch((error) => error.name);
    await held.until(1);
    caller.abort();
    expect(await asked).toBe("AbortError");
    await held.until(0);
  });

  it("a transaction that was cut off leaves nothing, and the same key then does it", async () => {
    const platform = await server.token("PLATFORM");
    const mutation = `mutation ($input: RegisterParticipantsInput!) { registerParticipants(input: $input) {
      counts { outcome count } userErrors { code } } }`;
    const participants = [1, 2, 3].map((n) => ({ name: `断开的店 ${n}`, role: "STORE", region: "360902" }));
    const input = { platformId: server.id("pharmacy-platform"), idempotencyKey: "cut off", participants };
    const written = () =>
      asSystem(server.database.em, async (tx) => {
        const { rows } = await sql<{ count: string }>`select
          (select count(*) from entity where name like '断开的店%') + (select count(*) from idempotency_record where key = 'cut off')
          as count`.execute(tx.getKysely());
        return rows[0]!.count;
      });
    // The reply is recorded last: everything else is written by then.
    held = await holdTable(server.database, "idempotency_record", "share");
    const asked = post({ query: mutation, variables: { input } }, undefined, platform);
    await held.until(1);
    const reply = await asked;
    expect([reply.status, await codesOf(reply)]).toEqual([504, ["TIMED_OUT"]]);
    expect(await held.openTransactions()).toBe(0);
    await held.release();
    held = undefined;
    expect(await written()).toBe("0");
    const again = await post({ query: mutation, variables: { input } }, undefined, platform);
    expect(await again.json()).toMatchObject({
      data: {
        registerParticipants: { counts: expect.arrayContaining([{ outcome: "CREATED", count: 3 }]), userErrors: [] },
      },
    });
    expect(await written()).toBe("4");
  });

  it("who finds no free connection is told to come again, and those who had one are answered", async () => {
    held = await holdTable(server.database, "entity");
    // The pool of a test has eight.
    const first = Array.from({ length: 8 }, () => post({ query }));
    await held.until(8);
    const late = await Promise.all(Array.from({ length: 5 }, () => post({ query })));
    for (const reply of late) {
      expect([reply.status, reply.headers.get("retry-after")]).toEqual([503, "1"]);
      expect(await codesOf(reply)).toEqual(["UNAVAILABLE"]);
    }
    expect(server.database.load()).toMatchObject({ inUse: 8, waiting: 0 });
    await held.release();
    held = undefined;
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(server.database.load().inUse).toBe(0);
  });
});
