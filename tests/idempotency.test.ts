import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tidy } from "../src/daily.ts";
import { type Database, openPostgres } from "../src/database.ts";
import { registerParticipants } from "../src/modules/platforms/registration.service.ts";
import { forgetReplies, type KeyedRequest, onceOnly } from "../src/shared/idempotency.service.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import type { PlatformViewer } from "../src/shared/viewer.ts";
import { onPostgres, openTestDatabase, urlOf } from "./support/database.ts";
import { newPlatform } from "./support/platforms.ts";
import { startService, tokenFor } from "./support/service.ts";

if (!onPostgres) console.log("SKIPPED on PGlite: two calls at once, each with a connection of its own");

const request = (key: string, content: unknown = 1): KeyedRequest => ({ caller: "c", mutation: "m", key, content });
const age = (database: Database, hours: number) =>
  asSystem(database.em, (tx) =>
    sql`update idempotency_record set recorded_at = now() - make_interval(hours => ${hours}::int, mins => 1)`.execute(
      tx.getKysely(),
    ),
  );

describe("a reply that was recorded", () => {
  let database: Database;
  let platform: PlatformViewer;
  beforeAll(async () => {
    database = await openTestDatabase();
    platform = await newPlatform(database);
  });
  afterAll(() => database.close());

  const register = (idempotencyKey: string) =>
    registerParticipants(
      database.em,
      platform,
      {
        platformId: platform.platformId,
        participants: [{ name: "一店", role: "STORE", externalId: "1" }],
        idempotencyKey,
      },
      "2026-11-24",
    );

  it("is answered for 72 hours, and forgotten then: the same call is done anew", async () => {
    const first = await register("day");
    await age(database, 71);
    await tidy(database.em);
    expect(await register("day")).toEqual(first);
    await age(database, 72);
    expect(await forgetReplies(database.em)).toBe(1);
    const again = await register("day");
    expect([first.results[0]!.outcome, again.results[0]!.outcome]).toEqual(["CREATED", "UNCHANGED"]);
  });

  it("is forgotten with thousands of others, a few thousand a statement", async () => {
    await asSystem(database.em, (tx) =>
      sql`insert into idempotency_record (caller, mutation, key, request_hash, reply, recorded_at)
        select 'c', 'm', n::text, 'h', '{}', now() - interval '80 hours' from generate_series(1, 12000) n`.execute(
        tx.getKysely(),
      ),
    );
    const { recordStatements } = await import("./support/statements.ts");
    const statements = await recordStatements(database, async () => {
      expect(await forgetReplies(database.em)).toBe(12_000);
    });
    expect(statements.filter((one) => one.sql.startsWith("delete")).map((one) => one.written)).toEqual([
      5_000, 5_000, 2_000,
    ]);
    expect(await forgetReplies(database.em)).toBe(0);
  });
});

describe.skipIf(!onPostgres)("the same key twice at once", () => {
  let database: Database;
  let second: Database;
  let url: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database.em.getKysely());
    url = urlOf(process.env.TEST_DATABASE_URL!, rows[0]!.name);
    second = await openPostgres(url, { migrate: false });
  });
  afterAll(async () => {
    await second.close();
    await database.close();
  });

  /** A call that runs until it is told to end. */
  const running = (key: string, work: () => Promise<string> = async () => "first") => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const reply = asSystem(database.em, (tx) =>
      onceOnly(tx, request(key), async () => {
        begin();
        await finished;
        return work();
      }),
    );
    return { reply, finish, begun };
  };
  const other = (key: string, content: unknown = 1) =>
    asSystem(second.em, (tx) => onceOnly(tx, request(key, content), async () => "second"));

  it("waits for the first and gets its reply; with other content it is refused; another key waits for nobody", async () => {
    const first = running("a");
    await first.begun;
    const waiting = [other("a"), other("a", 2)];
    expect(await other("b")).toBe("second");
    expect(await Promise.race([waiting[0], pause(300, "still waiting")])).toBe("still waiting");
    first.finish();
    expect(await Promise.all([first.reply, ...waiting])).toEqual(["first", "first", null]);
  });

  it("does the work when the first failed", async () => {
    const first = running("failing", async () => {
      throw new Error("failed");
    });
    await first.begun;
    const waiting = other("failing");
    first.finish();
    await expect(first.reply).rejects.toThrow("failed");
    expect(await waiting).toBe("second");
  });

  it("is told IDEMPOTENCY_KEY_BUSY when the first takes too long, and gets its reply later", async () => {
    const first = running("slow");
    await first.begun;
    const began = performance.now();
    await expect(other("slow")).rejects.toMatchObject({ extensions: { code: "IDEMPOTENCY_KEY_BUSY" } });
    expect(performance.now() - began).toBeLessThan(12_000);
    first.finish();
    await first.reply;
    expect(await other("slow")).toBe("first");
  }, 30_000);

  it("after kill -9 of the server in the middle does what was not done, and answers what was, whatever is selected this time", async () => {
    const { platformId } = await newPlatform(database);
    const service = await startService({ DATABASE_URL: url, LOG_LEVEL: "error" });
    const token = await tokenFor("PLATFORM", { platform: encodeId("entity", platformId) });
    const participants = Array.from({ length: 3_000 }, (_, n) => ({
      name: `店${n}`,
      role: "STORE",
      externalId: `${n}`,
    }));
    const ask = (at: { ask: typeof service.ask }, key: string, selected: string) =>
      at.ask(
        token,
        `mutation ($input: RegisterParticipantsInput!) { registerParticipants(input: $input) { ${selected} userErrors { code } } }`,
        { input: { platformId: encodeId("entity", platformId), idempotencyKey: key, participants } },
      );
    expect((await ask(service, "done", "counts { outcome count }"))?.data.registerParticipants.counts).toEqual([
      { outcome: "CREATED", count: 3_000 },
    ]);
    const interrupted = ask(service, "killed", "counts { outcome count }");
    await pause(60);
    await service.stop();
    expect(await interrupted).toBeNull();
    const next = await startService({ DATABASE_URL: url, LOG_LEVEL: "error" });
    try {
      const again = (await ask(next, "done", "results { index outcome participation { id } }"))!.data
        .registerParticipants;
      expect(again.userErrors).toEqual([]);
      expect(again.results).toHaveLength(3_000);
      expect(
        again.results.every(
          ({ outcome, participation }: { outcome: string; participation: object }) =>
            outcome === "CREATED" && participation,
        ),
      ).toBe(true);
      const done = (await ask(next, "killed", "counts { outcome count }"))!.data.registerParticipants;
      expect(done.counts).toEqual([{ outcome: "UNCHANGED", count: 3_000 }]);
    } finally {
      await next.stop();
    }
  }, 90_000);
});
