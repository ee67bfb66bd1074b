import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { openPglite, openPostgres, pgliteExtensions, pgliteParsers } from "../../src/database.ts";
import { onServer, urlOf } from "./database.ts";

/** Migrates once for the whole run: a template database on PostgreSQL, a dump on PGlite. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL;
  if (server) {
    const template = `pg_template_${process.pid}`;
    await onServer(server, `create database ${template}`);
    await (await openPostgres(urlOf(server, template))).close();
    process.env.TEST_TEMPLATE = template;
    return () => onServer(server, `drop database if exists ${template} with (force)`);
  }
  const directory = await mkdtemp(join(tmpdir(), "partner-graph-test-"));
  const pglite = await PGlite.create({ extensions: pgliteExtensions, parsers: pgliteParsers });
  const database = await openPglite(pglite);
  const dump = join(directory, "pglite.tar");
  await writeFile(dump, Buffer.from(await (await pglite.dumpDataDir("none")).arrayBuffer()));
  await database.close();
  process.env.TEST_PGLITE_DUMP = dump;
  return () => rm(directory, { recursive: true, force: true });
}
