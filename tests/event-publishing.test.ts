import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openPostgres } from "../src/database.ts";
import { startEvents } from "../src/events.ts";
import { eventNews } from "../src/modules/events/event.news.ts";
import { publishAll } from "../src/modules/events/event.publisher.ts";
import { recordEvents } from "../src/shared/outbox.service.ts";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres, openTestDatabase, urlOf } from "./support/database.ts";
import { published, record } from "./support/events.ts";
import { newPlatform } from "./support/platforms.ts";

const webhooks = { key: null, timeoutMs: 1_000, mayLoopback: false };
const event = (platformId: string, reference: string) =>
  ({ kind: "CASE_OPENED", platformId, participantId: null, data: { reference } }) as const;

/** A reader that goes on behind its position until it has seen so many. */
async function readOn(database: Database, seen: string[], until: number): Promise<void> {
  let position = "0";
  while (seen.length < until) {
    const { rows } = await asSystem(database.em, (tx) =>
      sql<{
        position: string;
        reference: string;
      }>`select p.position, e.data ->> 'reference' as reference from published_event p join platform_event e on e.id = p.event_id
        where p.position > ${position}::bigint order by p.position limit 7`.execute(tx.getKysely()),
    );
    for (const row of rows) seen.push(row.reference);
    position = rows.at(-1)?.position ?? position;
    await pause(2);
  }
}

describe("publishing", () => {
  let database: Database;
  let platformId: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    platformId = (await newPlatform(database)).platformId;
  });
  afterAll(() => database.close());

  it("numbers what is committed in its order, once, and nothing that was rolled back", async () => {
    await record(
      database,
      ["1", "2", "3"].map((one) => event(platformId, one)),
    );
    await asSystem(database.em, async (tx) => {
      await recordEvents(tx, [event(platformId, "undone")]);
      throw new Error("rolled back");
    }).catch(() => {});
    await record(database, [event(platformId, "4")]);
    expect(await publishAll(database.em)).toBe(4);
    expect(await publishAll(database.em)).toBe(0);
    expect(await published(database)).toMatchObject(
      ["1", "2", "3", "4"].map((reference, index) => ({ position: String(index + 1), reference })),
    );
  });

  it("takes more than one batch at a time", async () => {
    const before = (await published(database)).length;
    await record(
      database,
      Array.from({ length: 4_100 }, (_, n) => event(platformId, `many ${n}`)),
    );
    expect(await publishAll(database.em)).toBe(4_100);
    const found = (await published(database)).slice(before);
    expect(found.map(({ reference }) => reference)).toEqual(Array.from({ length: 4_100 }, (_, n) => `many ${n}`));
    expect(found.map(({ position }) => Number(position))).toEqual(found.map((_, n) => before + n + 1));
  });

  it("comes within a second of what happened, woken or not", async () => {
    const stranger = startEvents(
      database,
      { databaseUrl: null, webhooks },
      eventNews(database.em, () => {}),
      () => {},
    );
    try {
      const before = (await published(database)).length;
      const began = performance.now();
      await record(database, [event(platformId, "soon")]);
      while ((await published(database)).length === before) await pause(10);
      expect(performance.now() - began).toBeLessThan(1_500);
    } finally {
      await stranger.stop();
    }
  });
});

describe.skipIf(!onPostgres)("publishing while others write", () => {
  let database: Database;
  let second: Database;
  let url: string;
  let platformId: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database.em.getKysely());
    url = urlOf(process.env.TEST_DATABASE_URL!, rows[0]!.name);
    second = await openPostgres(url, { migrate: false });
    platformId = (await newPlatform(database)).platformId;
  });
  afterAll(async () => {
    await second.close();
    await database.close();
  });

  it("passes over nothing that a reader behind a position would miss, whoever is how long under way", async () => {
    let run = 0;
    const turn = fc.record({
      before: fc.integer({ min: 0, max: 10 }),
      after: fc.integer({ min: 0, max: 30 }),
      count: fc.integer({ min: 1, max: 3 }),
      commits: fc.boolean(),
    });
    const plans = fc.array(fc.array(turn, { minLength: 2, maxLength: 5 }), { minLength: 5, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(plans, async (writers) => {
        run += 1;
        const before = (await published(database)).length;
        const committed: string[][] = [];
        let isWriting = true;
        const publish = async (one: Database) => {
          while (isWriting) {
            await publishAll(one.em);
            await pause(3);
          }
        };
        const publishers = [publish(database), publish(second)];
        const seen: string[] = [];
        const total = writers.flat().reduce((sum, { count, commits }) => sum + (commits ? count : 0), 0);
        const reading = readOn(second, seen, before + total);
        await Promise.all(
          writers.map(async (turns, writer) => {
            for (const [index, { before, after, count, commits }] of turns.entries()) {
              const names = Array.from({ length: count }, (_, n) => `${run}.${writer}.${index}.${n}`);
              await asSystem(database.em, async (tx) => {
                await pause(before);
                await recordEvents(
                  tx,
                  names.map((name) => event(platformId, name)),
                );
                await pause(after);
                if (!commits) throw new Error("rolled back");
                committed.push(names);
              }).catch(() => {});
            }
          }),
        );
        await pause(10);
        isWriting = false;
        await Promise.all(publishers);
        await publishAll(database.em);
        await reading;
        const names = (await published(database)).map(({ reference }) => reference);
        expect(seen).toEqual(names);
        expect(names.slice(before).sort()).toEqual(committed.flat().sort());
        // One writer's events keep their order: it has one transaction after the other, as whoever writes to a participant.
        for (const writer of writers.keys()) {
          const own = names.slice(before).filter((name) => name.startsWith(`${run}.${writer}.`));
          expect(own).toEqual(committed.flat().filter((name) => name.startsWith(`${run}.${writer}.`)));
        }
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 48) / 6 },
    );
  });

  it("survives kill -9 at any point", async () => {
    const before = (await published(database)).length;
    await asSystem(database.em, (tx) =>
      sql`insert into platform_event (platform_id, kind, audience, data)
        select ${platformId}::bigint, 'CASE_OPENED', 'PLATFORM', jsonb_build_object('reference', n::text) from generate_series(1, 20000) n`.execute(
        tx.getKysely(),
      ),
    );
    for (let kills = 0; kills < 4; kills++) {
      const child = spawn(process.execPath, ["--import", "tsx", "tests/support/publish-forever.ts", url], {
        cwd: join(import.meta.dirname, ".."),
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(child.stdout, "data");
      await pause(20 + Math.random() * 100);
      child.kill("SIGKILL");
      await once(child, "close");
    }
    let found = await published(database);
    // The server notices that the killed one is gone before its lock is free.
    for (; found.length < before + 20_000; found = await published(database)) {
      await pause(20);
      await publishAll(database.em);
    }
    expect(found.map(({ position }) => Number(position))).toEqual(found.map((_, n) => n + 1));
    expect(found.slice(before).map(({ reference }) => Number(reference))).toEqual(
      Array.from({ length: 20_000 }, (_, n) => n + 1),
    );
  });

  it("is woken by the database at the commit", async () => {
    const events = startEvents(
      database,
      { databaseUrl: url, webhooks },
      eventNews(database.em, () => {}),
      () => {},
    );
    try {
      await pause(300);
      const times: number[] = [];
      for (let n = 0; n < 10; n++) {
        const before = (await published(second)).length;
        const began = performance.now();
        await record(second, [event(platformId, `woken ${n}`)]);
        while ((await published(second)).length === before) await pause(5);
        times.push(performance.now() - began);
      }
      // By its own clock alone half of them would take more than half a second.
      expect(times.sort((a, b) => a - b)[5]).toBeLessThan(300);
    } finally {
      await events.stop();
    }
  });
});
