import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openEmbedded, openPostgres, pgliteExtensions, pgliteParsers } from "../src/database.ts";
import { keyDirectory } from "../src/modules/access/platform-key.directory.ts";
import { readKey } from "../src/modules/access/platform-key.secret.ts";
import { asSystem } from "../src/shared/session.ts";
import { onServer, urlOf } from "./support/database.ts";
import { newPlatform } from "./support/platforms.ts";

/** `npm run keys` and `npm run audit:verify` from end to end, on a database of their own. */
const root = join(import.meta.dirname, "..");
const dataDir = mkdtempSync(join(tmpdir(), "access-data-"));
const name = `pg_test_access_${process.pid}`;
const server = process.env.TEST_DATABASE_URL;
const databaseUrl = server ? urlOf(server, name) : "";

const open = () => (server ? openPostgres(databaseUrl, { migrate: false }) : openEmbedded(dataDir));
async function inDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = await open();
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

beforeAll(async () => {
  if (server) await onServer(server, `create database ${name} template ${process.env.TEST_TEMPLATE}`);
  else {
    const loadDataDir = new Blob([await readFile(process.env.TEST_PGLITE_DUMP!)]);
    const options = { loadDataDir, extensions: pgliteExtensions, parsers: pgliteParsers };
    await (await PGlite.create({ dataDir: join(dataDir, "pglite"), ...options })).close();
  }
  await inDatabase((database) => newPlatform(database, "药房平台"));
});
afterAll(async () => {
  if (server) await onServer(server, `drop database if exists ${name} with (force)`);
  rmSync(dataDir, { recursive: true });
});

async function run(script: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", join(root, "src/commands", script), ...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "development", DATABASE_URL: databaseUrl, DATA_DIR: dataDir, ...env },
  });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    said.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.err += chunk;
  });
  const [code] = await once(child, "close");
  return { code, out: said.out.trim(), err: said.err.trim() };
}
const keys = (...args: string[]) => run("keys.ts", args);

/** Whether a server over this database takes the key. */
const isTaken = (text: string) =>
  inDatabase(async (database) => {
    const directory = keyDirectory(database.em);
    const { viewer } = await directory.judge(readKey(text)!);
    await directory.close();
    return viewer !== null;
  });

test("the first key is made, followed and ended before anybody can sign in", async () => {
  const created = await keys(
    "create",
    "--platform",
    "药房平台",
    "--name",
    "收银",
    "--permissions",
    "READ_PARTICIPANTS",
  );
  expect(created).toEqual({ code: 0, out: expect.stringMatching(/^pgk_test_[0-9a-f]{16}_[\w-]{43}$/), err: "" });
  expect(await isTaken(created.out)).toBe(true);

  const rotated = await keys("rotate", created.out.slice(0, 25), "--overlap-hours", "1");
  expect(rotated).toMatchObject({ code: 0, out: expect.stringMatching(/^pgk_test_/) });
  expect([await isTaken(created.out), await isTaken(rotated.out)]).toEqual([true, true]);

  const revoked = await keys("revoke", created.out.slice(9, 25));
  expect(revoked).toMatchObject({ code: 0, out: expect.stringContaining("REVOKED") });
  expect([await isTaken(created.out), await isTaken(rotated.out)]).toEqual([false, true]);

  const listed = await keys("list");
  expect(listed.code).toBe(0);
  for (const key of [created.out, rotated.out]) {
    expect(listed.out).toContain(key.slice(0, 25));
    expect(listed.out).not.toContain(key.slice(-20));
  }
});

test.each([
  [["create", "--platform", "无此平台", "--name", "k"], "No such platform. There are\n  药房平台"],
  [["create", "--platform", "药房平台", "--name", "k", "--permissions", "EVERYTHING"], "--permissions has EVERYTHING"],
  [["create", "--platform", "药房平台", "--name", "k", "--days", "never"], "From 1 to 400. (BAD_INPUT)"],
  [["revoke", "0123456789abcdef"], "No such platform key. (KEY_NOT_FOUND)"],
  [["rotate", "my key"], "my key is no key"],
])("%j is refused in a sentence", async (args, sentence) => {
  const { code, out, err } = await keys(...args);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain(sentence);
});

test("what the commands did is in the log and sealed, and the chain is verified, a head that was kept too", async () => {
  const { rows } = await inDatabase((database) =>
    asSystem(database.em, (tx) =>
      sql<{
        operation: string;
        actor: string;
        sealed: boolean;
      }>`select operation, actor, exists (select from audit_seal s where s.entry_id = e.id) as sealed
        from audit_entry e where actor = 'keys' order by id`.execute(tx.getKysely()),
    ),
  );
  expect(rows).toEqual(
    ["createPlatformKey", "rotatePlatformKey", "revokePlatformKey"].map((operation) => ({
      operation,
      actor: "keys",
      sealed: true,
    })),
  );
  const verified = await run("audit-verify.ts", []);
  expect(verified).toMatchObject({
    code: 0,
    out: expect.stringMatching(/The chain holds: 3 rows\nhead [0-9a-f]{64}$/),
  });
  const head = verified.out.slice(-64);
  expect((await run("audit-verify.ts", ["--head", head])).code).toBe(0);
  const other = await run("audit-verify.ts", ["--head", "ab".repeat(32)]);
  expect(other).toMatchObject({ code: 1, err: expect.stringContaining("the head that was kept is not in the chain") });
  expect((await run("audit-verify.ts", ["--head", "x"])).err).toContain("64 hexadecimal digits");
});
