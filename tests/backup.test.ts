import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, openEmbedded, openPostgres } from "../src/database.ts";
import { recordAct } from "../src/shared/audit.service.ts";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres, onServer, openTestDatabase, urlOf } from "./support/database.ts";

const server = process.env.TEST_DATABASE_URL!;
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "partner-graph-backup-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** One of our commands in a process of its own; what it said, and how it ended. */
async function command(name: "backup" | "restore", file: string, settings: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, ["--import", "tsx", `src/commands/${name}.ts`, file], {
    cwd: join(import.meta.dirname, ".."),
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...settings },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
    });
  const [code] = await once(child, "close");
  return { code, lines: said.trim().split("\n") };
}

describe.skipIf(!onPostgres)("backup and restore of PostgreSQL", () => {
  let source: Database;
  let from: string;
  const name = `pg_test_restored_${process.pid}`;
  beforeAll(async () => {
    source = await openTestDatabase("demo");
    await asSystem(source.em, async (tx) => {
      for (const operation of ["first", "second"])
        await recordAct(tx, { kind: "system", subject: "test" }, { operation, subjects: ["entity:1"] });
    });
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(source.em.getKysely());
    from = urlOf(server, rows[0]!.name);
    await onServer(server, `create database ${name}`);
  });
  afterAll(async () => {
    await source.close();
    await onServer(server, `drop database if exists ${name} with (force)`);
  });

  /** All that a database holds and allows, seen by a superuser: rows of every table, the audit chain's end, grants, rules. */
  async function portrait(url: string) {
    const client = new pg.Client(url);
    await client.connect();
    try {
      const ask = async (statement: string) => (await client.query({ text: statement, rowMode: "array" })).rows;
      const tables = (
        await ask(
          "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1",
        )
      ).flat();
      const counts: Record<string, number> = {};
      for (const table of tables) counts[table] = Number((await ask(`select count(*) from "${table}"`))[0]![0]);
      return {
        counts,
        seal: await ask("select position, encode(hash, 'hex') from audit_seal order by position desc limit 1"),
        content: await ask("select md5(string_agg(name, ',' order by id)) from entity"),
        grants:
          await ask(`select relname, (select array_agg(a::text order by a::text) from unnest(relacl) a), relrowsecurity, relforcerowsecurity
          from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'S') order by 1`),
        policies: await ask(
          "select tablename, policyname, roles::text, cmd, qual, with_check from pg_policies order by 1, 2",
        ),
        defaults: await ask(
          "select defaclobjtype, (select array_agg(a::text order by a::text) from unnest(defaclacl) a) from pg_default_acl order by 1",
        ),
        functions: await ask(
          "select proname, prosecdef, proacl::text from pg_proc where pronamespace = 'public'::regnamespace order by 1, 2, 3",
        ),
      };
    } finally {
      await client.end();
    }
  }

  it("an empty database then holds and allows the same, and is served", async () => {
    const [file, to] = [join(directory, "bank.dump"), urlOf(server, name)];
    expect(await command("backup", file, { DATABASE_URL: from })).toMatchObject({ code: 0 });
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(await command("restore", file, { DATABASE_URL: to })).toMatchObject({ code: 0 });
    const [original, restored] = [await portrait(from), await portrait(to)];
    expect(restored).toEqual(original);
    expect(original.counts.entity).toBeGreaterThan(3_000);
    expect(original.counts.audit_entry).toBe(2);
    const database = await openPostgres(to, { migrate: false });
    try {
      await expect(sql`select 1 from account`.execute(database.em.getKysely())).rejects.toThrow("permission denied");
    } finally {
      await database.close();
    }

    const again = await command("restore", file, { DATABASE_URL: to });
    expect(again).toMatchObject({ code: 1, lines: [expect.stringContaining("not empty")] });
    const over = await command("backup", file, { DATABASE_URL: from });
    expect(over).toMatchObject({ code: 1, lines: [expect.stringContaining("overwrites nothing")] });
  });

  it("says in a line what is wrong", async () => {
    const file = join(directory, "bank.dump");
    const { code, lines } = await command("backup", file, { DATABASE_URL: from, PATH: "/nowhere" });
    expect({ code, lines }).toMatchObject({
      code: 1,
      lines: [expect.stringContaining("pg_dump is not on this machine")],
    });
    expect(existsSync(`${file}.part`)).toBe(false);
  });
});

describe.skipIf(onPostgres)("backup and restore of the embedded database", () => {
  it("a new directory then holds the same; neither touches what is there or in use", async () => {
    const [data, copy, file] = [join(directory, "data"), join(directory, "copy"), join(directory, "bank.tar.gz")];
    const count = async (database: Database) => {
      const { rows } = await sql<{ count: string }>`select count(*) as count from entity`.execute(
        database.em.getKysely(),
      );
      return rows[0]!.count;
    };
    const database = await openEmbedded(data);
    await asSystem(database.em, (tx) =>
      sql`insert into entity (type, name) select 'GROUP', '群 ' || n from generate_series(1, 7) n`.execute(
        tx.getKysely(),
      ),
    );
    expect(await command("backup", file, { DATA_DIR: data })).toMatchObject({
      code: 1,
      lines: [expect.stringContaining("in use by another process")],
    });
    await database.close();
    expect(await command("backup", file, { DATA_DIR: data })).toMatchObject({ code: 0 });
    expect(await command("restore", file, { DATA_DIR: data })).toMatchObject({
      code: 1,
      lines: [expect.stringContaining("There is a database in")],
    });
    writeFileSync(join(directory, "junk"), "no backup");
    expect(await command("restore", join(directory, "junk"), { DATA_DIR: copy })).toMatchObject({
      code: 1,
      lines: [expect.stringContaining("is no backup")],
    });
    expect(await command("restore", file, { DATA_DIR: copy })).toMatchObject({ code: 0 });
    const restored = await openEmbedded(copy);
    expect(await count(restored)).toBe("7");
    await restored.close();
  }, 240_000);
});
