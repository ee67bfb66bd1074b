import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onPostgres, onServer } from "./support/database.ts";
import { startServer, type TestServer } from "./support/server.ts";

const server = process.env.TEST_DATABASE_URL!;
if (!onPostgres) console.log("SKIPPED on PGlite: a database that goes away and comes back");

describe.skipIf(!onPostgres)("a database that goes away and comes back", () => {
  let api: TestServer;
  let name: string;
  beforeAll(async () => {
    api = await startServer();
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(
      api.database.em.getKysely(),
    );
    name = rows[0]!.name;
  });
  afterAll(() => api.close());

  const drop = () =>
    onServer(
      server,
      `select pg_terminate_backend(pid, 2000) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`,
    );
  const ask = () => api.ask("HEAD_OFFICE", "{ organizations(first: 1) { nodes { name } } }");
  const ready = async () => (await api.app.inject("/ready")).statusCode;

  it("is answered with UNAVAILABLE while it is away, without a word of what it was, and healed from without restart", async () => {
    expect((await ask()).errors).toBeUndefined();
    await onServer(server, `alter database ${name} allow_connections false`);
    await drop();
    const away = await ask();
    expect(away.errors!.map((error) => error.extensions.code)).toEqual(["UNAVAILABLE"]);
    expect(JSON.stringify(away)).not.toContain(name);
    expect(await ready()).toBe(503);
    expect((await api.app.inject("/health")).statusCode).toBe(200);
    await onServer(server, `alter database ${name} allow_connections true`);
    expect((await ask()).errors).toBeUndefined();
    expect(await ready()).toBe(200);
  });

  it("gives nobody a session that the database has ended, not even before its line is cut", async () => {
    const db = api.database.em.getKysely();
    const next = sql`select pg_sleep(30)`.execute(db).then(
      () => "it goes on",
      // In the very moment in which the caller hears of it: the database is still busy ending the session.
      async () => (await sql`select 1 as one`.execute(db)).rows,
    );
    await onServer(
      server,
      `do $$ begin
        while (select count(pg_terminate_backend(pid)) = 0 from pg_stat_activity where datname = '${name}' and query = 'select pg_sleep(30)'
          and state = 'active') loop perform pg_stat_clear_snapshot(); end loop;
      end $$`,
    );
    expect(await next).toEqual([{ one: 1 }]);
  });

  it("connections made after it are the login role's again", async () => {
    await drop();
    await ask();
    await expect(sql`select 1 from account`.execute(api.database.em.getKysely())).rejects.toThrow("permission denied");
  });
});
