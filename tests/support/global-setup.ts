import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { loadDemo } from "../../seeds/load-demo.ts";
import { openPglite, openPostgres, pgliteExtensions, pgliteParsers } from "../../src/database.ts";
import { onServer, urlOf } from "./database.ts";
import { DEMO_DAY } from "./demo-day.ts";

/** Migrates once for the whole run, and loads the demo once: two template databases on PostgreSQL, two dumps on PGlite. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL;
  return server ? makeTemplates(server) : makeDumps();
}

async function makeTemplates(server: string) {
  const [empty, demo] = [`pg_template_${process.pid}`, `pg_template_demo_${process.pid}`];
  await onServer(server, `create database ${empty}`);
  await (await openPostgres(urlOf(server, empty))).close();
  await onServer(server, `create database ${demo} template ${empty}`);
  const database = await openPostgres(urlOf(server, demo), { migrate: false });
  await loadDemo(database.em, DEMO_DAY);
  await database.close();
  // Fresh statistics travel with the template; without them the first walks of every file are planned blind.
  await onServer(urlOf(server, demo), "vacuum analyze");
  process.env.TEST_TEMPLATE = empty;
  process.env.TEST_TEMPLATE_DEMO = demo;
  return async () => {
    for (const name of [empty, demo]) await onServer(server, `drop database if exists ${name} with (force)`);
  };
}

async function makeDumps() {
  const directory = await mkdtemp(join(tmpdir(), "partner-graph-test-"));
  const postgresqlconf = ["wal_recycle = off", "min_wal_size = 32MB", "max_wal_size = 32MB"];
  const pglite = await PGlite.create({ postgresqlconf, extensions: pgliteExtensions, parsers: pgliteParsers });
  const database = await openPglite(pglite);
  process.env.TEST_PGLITE_DUMP = await dump(pglite, join(directory, "empty.tar"));
  await loadDemo(database.em, DEMO_DAY);
  process.env.TEST_PGLITE_DUMP_DEMO = await dump(pglite, join(directory, "demo.tar"));
  await database.close();
  return () => rm(directory, { recursive: true, force: true });
}

/** What each file of tests loads, so without the log that is kept for later. */
async function dump(pglite: PGlite, file: string): Promise<string> {
  const loadDataDir = (await pglite.dumpDataDir("none")) as Blob;
  // The one that is open has given up the right to.
  const copy = await PGlite.create({ loadDataDir, extensions: pgliteExtensions });
  for (const statement of ["select pg_switch_wal()", "checkpoint"]) await copy.exec(statement);
  await writeFile(file, Buffer.from(await (await copy.dumpDataDir("none")).arrayBuffer()));
  await copy.close();
  return file;
}
