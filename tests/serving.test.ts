import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../src/config.ts";
import { migratePostgres } from "../src/database.ts";
import { openDatabase } from "../src/open.ts";
import { onPostgres, onServer } from "./support/database.ts";

const server = process.env.TEST_DATABASE_URL!;
if (!onPostgres) console.log("SKIPPED on PGlite: users of a database server");

/** Who owns the database and who serves it are two users, by the very SQL of docs/operations.md. */
describe.skipIf(!onPostgres)("the user who serves", () => {
  const [owner, serving, name] = ["owner", "server", "bank"].map((part) => `test_${part}_${process.pid}`) as [
    string,
    string,
    string,
  ];
  const url = (user: string, database = name) => {
    const address = new URL(server);
    [address.username, address.password, address.pathname] = [user, "change-me", `/${database}`];
    return address.href;
  };
  const production = (databaseUrl: string, migrationUrl = "") =>
    readConfig({
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      MIGRATION_DATABASE_URL: migrationUrl,
      JWKS_URL: "https://id.example/keys",
      JWT_ISSUER: "https://id.example",
      JWT_AUDIENCE: "partner-graph",
      ERASURE_KEY: "a key for tests, of 32 characters",
    });
  beforeAll(async () => {
    await onServer(server, `create role ${owner} login createrole password 'change-me'`);
    await onServer(server, `create database ${name} owner ${owner}`);
    await migratePostgres(url(owner));
    await onServer(server, `create role ${serving} login noinherit password 'change-me' in role partner_graph_login`);
  });
  afterAll(async () => {
    await onServer(server, `drop database if exists ${name} with (force)`);
    await onServer(server, `drop database if exists ${name}_new with (force)`);
    for (const role of [serving, owner]) await onServer(server, `drop role if exists ${role}`);
  });

  it("may not be a superuser or an owner in production, and is told what to do in one line", async () => {
    const address = new URL(server);
    address.pathname = `/${name}`;
    for (const [user, reason] of [
      [address.href, "is a superuser"],
      [url(owner), "owns the tables"],
    ] as const) {
      const refused = await openDatabase(production(user)).catch((error) => error.message);
      expect(refused).toContain(reason);
      expect(refused).toContain("create role partner_graph_server login noinherit");
      expect(refused.split("\n")).toHaveLength(1);
    }
  });

  it("owns nothing, sees nothing private by itself, and cannot become the owner", async () => {
    const database = await openDatabase(production(url(serving)));
    try {
      const db = database.em.getKysely();
      await expect(sql`select 1 from account`.execute(db)).rejects.toThrow("permission denied");
      await expect(sql.raw(`set role ${owner}`).execute(db)).rejects.toThrow("permission denied");
      await expect(onServer(url(serving), "select 1 from account")).rejects.toThrow("permission denied");
      expect((await sql`select 1 as one from entity limit 1`.execute(db)).rows).toEqual([]);
    } finally {
      await database.close();
    }
  });

  it("does not migrate: it says what is missing, unless the owner is named beside it", async () => {
    await onServer(server, `create database ${name}_new owner ${owner}`);
    await expect(openDatabase(production(url(serving, `${name}_new`)))).rejects.toThrow("lacks 001-roles");
    const both = production(url(serving, `${name}_new`), url(owner, `${name}_new`));
    await (await openDatabase(both)).close();
    await (await openDatabase(production(url(serving, `${name}_new`)))).close();
  });

  it("outside production too: the commands that docs/operations.md names run as the user who serves", async () => {
    await (await openDatabase(readConfig({ DATABASE_URL: url(serving) }))).close();
    await onServer(server, `create database ${name}_bare owner ${owner}`);
    try {
      await expect(openDatabase(readConfig({ DATABASE_URL: url(serving, `${name}_bare`) }))).rejects.toThrow(
        "lacks 001-roles",
      );
    } finally {
      await onServer(server, `drop database if exists ${name}_bare with (force)`);
    }
  });

  it("a database that is not there is not made", async () => {
    const mistyped = url(owner, `${name}_typo`);
    for (const open of [() => migratePostgres(mistyped), () => openDatabase(readConfig({ DATABASE_URL: mistyped }))])
      await expect(open()).rejects.toThrow(/does not exist \(3D000\)/);
  });
});
