import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openPostgres } from "../src/database.ts";
import { sealAll } from "../src/modules/access/audit.sealer.ts";
import { verifyAudit } from "../src/modules/access/audit.verifier.ts";
import { recordAct } from "../src/shared/audit.service.ts";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres, openTestDatabase, urlOf } from "./support/database.ts";

if (!onPostgres) console.log("SKIPPED on PGlite: writers and sealers at once, each with a connection of its own");

const actor = { kind: "system", subject: "test" } as const;

/** One writer's transactions, one after the other: how long each waits before its row, between its rows and its end, and how it ends. */
interface Plan {
  before: number;
  after: number;
  rows: number;
  commits: boolean;
}

describe.skipIf(!onPostgres)("sealing while others write", () => {
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

  const order = async () => {
    const { rows } = await asSystem(database.em, (tx) =>
      sql<{
        operation: string;
      }>`select e.operation from audit_seal s join audit_entry e on e.id = s.entry_id order by s.position`.execute(
        tx.getKysely(),
      ),
    );
    return rows.map((row) => row.operation);
  };

  it("passes over no committed row, takes none that was rolled back, and puts what committed before another began before it", async () => {
    let run = 0;
    const plan = fc.record({
      before: fc.integer({ min: 0, max: 15 }),
      after: fc.integer({ min: 0, max: 40 }),
      rows: fc.integer({ min: 1, max: 3 }),
      commits: fc.boolean(),
    });
    const plans = fc.array(fc.array(plan, { minLength: 3, maxLength: 6 }), { minLength: 6, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(plans, async (writers) => {
        run += 1;
        const committed: { names: string[]; began: number; ended: number }[] = [];
        const write = async (writer: number, { before, after, rows, commits }: Plan, turn: number) => {
          const names = Array.from({ length: rows }, (_, i) => `${run}.${writer}.${turn}.${i}`);
          const began = performance.now();
          await asSystem(database.em, async (tx) => {
            await pause(before);
            for (const operation of names) await recordAct(tx, actor, { operation, subjects: [] });
            await pause(after);
            if (!commits) throw new Error("rolled back");
          }).then(
            () => committed.push({ names, began, ended: performance.now() }),
            () => {},
          );
        };
        let isWriting = true;
        const seal = async (one: Database) => {
          while (isWriting) {
            await sealAll(one.em);
            await pause(3);
          }
        };
        const sealers = [seal(database), seal(second), seal(second)];
        await Promise.all(
          writers.map(async (turns, writer) => {
            for (const [turn, one] of turns.entries()) await write(writer, one, turn);
          }),
        );
        isWriting = false;
        await Promise.all(sealers);
        await sealAll(database.em);

        const sealed = (await order()).filter((name) => name.startsWith(`${run}.`));
        expect([...sealed].sort()).toEqual(committed.flatMap(({ names }) => names).sort());
        const place = new Map(sealed.map((name, index) => [name, index]));
        for (const earlier of committed)
          for (const later of committed.filter(({ began }) => began > earlier.ended))
            expect(Math.max(...earlier.names.map((name) => place.get(name)!))).toBeLessThan(
              Math.min(...later.names.map((name) => place.get(name)!)),
            );
        expect((await verifyAudit(database.em, null, 0)).problem).toBeNull();
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 60) / 6 },
    );
  });

  it("a transaction that goes on for long holds nobody's seal back", async () => {
    let finish = () => {};
    const long = asSystem(second.em, async (tx) => {
      await recordAct(tx, actor, { operation: "long", subjects: [] });
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    await pause(50);
    await asSystem(database.em, (tx) => recordAct(tx, actor, { operation: "short", subjects: [] }));
    expect(await sealAll(database.em)).toBe(1);
    finish();
    await long;
    expect(await sealAll(database.em)).toBe(1);
    expect((await order()).slice(-2)).toEqual(["short", "long"]);
  });

  it("is left to the one that is at it: two at once never make two chains", async () => {
    await many(4_000);
    const counts = await Promise.all([sealAll(database.em), sealAll(second.em), sealAll(second.em)]);
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(2_000);
    await sealAll(database.em);
    expect((await verifyAudit(database.em, null, 0)).problem).toBeNull();
  });

  it("survives kill -9 at any point", async () => {
    const before = (await order()).length;
    await many(40_000);
    for (let kills = 0; kills < 5; kills++) {
      const child = spawn(process.execPath, ["--import", "tsx", "tests/support/seal-forever.ts", url], {
        cwd: join(import.meta.dirname, ".."),
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(child.stdout, "data");
      await pause(30 + Math.random() * 150);
      child.kill("SIGKILL");
      await once(child, "close");
    }
    // The server notices that the killed one is gone before its lock is free.
    for (let left = 1; left > 0; ) {
      await pause(20);
      await sealAll(database.em);
      const { rows } = await asSystem(database.em, (tx) =>
        sql<{ left: string }>`select count(*) as left from audit_unsealed`.execute(tx.getKysely()),
      );
      left = Number(rows[0]!.left);
    }
    expect((await order()).length).toBe(before + 40_000);
    expect((await verifyAudit(database.em, null, 0)).problem).toBeNull();
  });

  const many = (count: number) =>
    asSystem(database.em, (tx) =>
      sql`insert into audit_entry (actor, role, operation, outcome, subjects)
        select 'a', 'SYSTEM', 'many ' || n, 'DONE', '{}' from generate_series(1, ${count}::int) n`.execute(
        tx.getKysely(),
      ),
    );
});
