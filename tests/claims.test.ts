import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database, Em } from "../src/database.ts";
import { claimIdentities, lockKeys, lockSpace } from "../src/shared/locks.ts";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres, openTestDatabase } from "./support/database.ts";

if (!onPostgres) console.log("SKIPPED on PGlite: transactions beside each other");

const keys = (from: number) => Array.from({ length: 500 }, (_, n) => `code:${from + n}`);

/** Many keys of one call: whoever shares one waits, and nobody else does. */
describe.skipIf(!onPostgres)("claims of identities", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  /** Whether work comes to its end while another transaction holds the first 500 keys, and that it does afterwards. */
  async function isHeldUp(
    work: (tx: Em) => Promise<void>,
    hold = (tx: Em) => claimIdentities(tx, keys(0)),
    isUndone = false,
  ): Promise<boolean> {
    let release = (): void => {};
    let isOver = false;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let began = (): void => {};
    const holding = new Promise<void>((resolve) => {
      began = resolve;
    });
    const first = asSystem(database.em, async (tx) => {
      await hold(tx);
      began();
      await released;
      if (isUndone) throw new Error("undone");
    }).catch(() => {});
    await holding;
    const second = asSystem(database.em, work).then(() => {
      isOver = true;
    });
    const isWaiting = async () => {
      const { rows } = await sql<{
        waiting: boolean;
      }>`select exists (select from pg_locks l join pg_stat_activity a using (pid)
        where not l.granted and a.datname = current_database()) as waiting`.execute(database.em.getKysely());
      return rows[0]!.waiting;
    };
    let isWaited = false;
    while (!isOver && !isWaited) isWaited = await isWaiting();
    release();
    await Promise.all([first, second]);
    return isWaited;
  }

  it("holds up who shares a key, in whatever order he names it, and nobody else", async () => {
    expect(await isHeldUp((tx) => claimIdentities(tx, keys(500)))).toBe(false);
    expect(await isHeldUp((tx) => claimIdentities(tx, keys(499).reverse()))).toBe(true);
    expect(await isHeldUp((tx) => claimIdentities(tx, ["code:7"]), undefined, true)).toBe(true);
  });

  it("holds up who locks a bucket or the space, and is held up by him", async () => {
    const one = ["code:7"];
    expect(await isHeldUp((tx) => lockKeys(tx, "identity", one))).toBe(true);
    expect(await isHeldUp((tx) => lockSpace(tx, "identity"))).toBe(true);
    expect(await isHeldUp((tx) => lockKeys(tx, "person", one))).toBe(false);
    expect(
      await isHeldUp(
        (tx) => claimIdentities(tx, one),
        (tx) => lockKeys(tx, "identity", one),
      ),
    ).toBe(true);
  });

  it("leaves nothing, and takes no more of the server's lock table than there are buckets", async () => {
    await asSystem(database.em, async (tx) => {
      await claimIdentities(tx, keys(0));
      const { rows } = await sql<{
        count: number;
      }>`select count(*)::int as count from pg_locks where pid = pg_backend_pid()
        and locktype = 'advisory'`.execute(tx.getKysely());
      expect(rows[0]!.count).toBe(64);
    });
    const { rows } = await asSystem(database.em, (tx) => sql`select from identity_claim`.execute(tx.getKysely()));
    expect(rows).toEqual([]);
  });
});
