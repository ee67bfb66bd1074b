import { readFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { type Database, openPglite, openPostgres, pgliteExtensions, pgliteParsers } from "../../src/database.ts";

/**
 * A migrated database of its own, empty or with the demo network as of DEMO_DAY: on PostgreSQL when TEST_DATABASE_URL
 * names a server (each call makes a database from a template and drops it on close), else on PGlite from a dump. Templates
 * and dumps are made once a run by tests/support/global-setup.ts.
 */
export async function openTestDatabase(content: "empty" | "demo" = "empty"): Promise<Database> {
  const server = process.env.TEST_DATABASE_URL;
  const suffix = content === "demo" ? "_DEMO" : "";
  return server
    ? fromTemplate(server, process.env[`TEST_TEMPLATE${suffix}`]!)
    : fromDump(process.env[`TEST_PGLITE_DUMP${suffix}`]!);
}

/** Which database the tests run on, for the few that can only be asked of one. */
export const onPostgres = Boolean(process.env.TEST_DATABASE_URL);

const dumps = new Map<string, Promise<Blob>>();

async function fromDump(file: string): Promise<Database> {
  const dump = await (dumps.get(file) ?? remember(file));
  const pglite = await PGlite.create({ loadDataDir: dump, extensions: pgliteExtensions, parsers: pgliteParsers });
  return openPglite(pglite, { migrate: false });
}

function remember(file: string): Promise<Blob> {
  const dump = readFile(file).then((bytes) => new Blob([bytes]));
  dumps.set(file, dump);
  return dump;
}

async function fromTemplate(server: string, template: string): Promise<Database> {
  const name = `pg_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  await onServer(server, `create database ${name} template ${template}`);
  const database = await openPostgres(urlOf(server, name), { migrate: false, poolSize: 8 });
  return {
    ...database,
    close: async () => {
      await database.close();
      await onServer(server, `drop database if exists ${name} with (force)`);
    },
  };
}

/** The address of one database of a server. */
export function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs one statement as the server's own user, outside of the product. */
export async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
