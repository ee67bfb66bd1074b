import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { Migrator } from "@mikro-orm/migrations";
import { MikroORM as PgliteOrm } from "@mikro-orm/pglite";
import { MikroORM as PostgresOrm, type SqlEntityManager } from "@mikro-orm/postgresql";
import { migrations } from "../migrations/index.ts";
import { AcquisitionPrior } from "./modules/acquisition/prior.entity.ts";
import * as clients from "./modules/clients/client.entity.ts";
import * as entities from "./modules/graph/entity.entity.ts";
import * as relationships from "./modules/graph/relationship.entity.ts";
import { Organization } from "./modules/organizations/organization.entity.ts";
import * as platforms from "./modules/platforms/platform.entity.ts";
import { CliError } from "./shared/cli.ts";
import { lockDirectory } from "./shared/directory-lock.ts";

const options = {
  entities: [
    ...Object.values(entities),
    ...Object.values(relationships),
    ...Object.values(clients),
    ...Object.values(platforms),
    Organization,
    AcquisitionPrior,
  ],
  extensions: [Migrator],
  migrations: { migrationsList: migrations, snapshot: false, tableName: "migration", silent: true },
  // Nobody shares an identity map: each request forks, and walks never hydrate.
  allowGlobalContext: false,
  discovery: { warnWhenNoEntities: false },
};

/** Entity manager of either driver; the SQL is the same on both. */
export type Em = SqlEntityManager;

/** One open database: the one the server runs on, as the login role that owns nothing. */
export interface Database {
  em: Em;
  /** Which driver answers: they differ in what a transaction may touch (RECIPES: one connection on PGlite). */
  kind: "postgresql" | "pglite";
  close(): Promise<void>;
}

/** How long a statement, a lock or an idle transaction may take before the database gives up on it; pg's own defaults wait for ever. */
const timeouts = {
  connectionTimeoutMillis: 3_000,
  query_timeout: 30_000,
  statement_timeout: 30_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 30_000,
};

/**
 * What a connection of the server begins with: the login role, and a planner that knows what it is planning for. Every statement here is
 * lookups by key in data that stays in memory: compiling it (20 ms) and parallel workers never pay, and with pages taken for four times
 * dearer at random than in order the planner reads a whole table where some ten thousand keys are asked (600 ms instead of 190).
 */
export const enterSession = `select set_config('role', 'partner_graph_login', false), set_config('jit', 'off', false),
  set_config('max_parallel_workers_per_gather', '0', false), set_config('random_page_cost', '1.1', false)`;

/** PGlite settings that make its raw rows equal pg's: bigint, date and numeric as text. */
export const pgliteParsers = { 20: (v: string) => v, 1082: (v: string) => v, 1700: (v: string) => v };
export const pgliteExtensions = { pg_trgm };

/** Opens PostgreSQL, brings it up to date, and answers as the login role. */
export async function openPostgres(clientUrl: string, { migrate = true, poolSize = 10 } = {}): Promise<Database> {
  if (migrate) {
    const owner = await PostgresOrm.init({
      ...options,
      clientUrl,
      driverOptions: { ...timeouts, query_timeout: 0, statement_timeout: 0, lock_timeout: 0 },
    });
    try {
      await owner.migrator.up();
    } catch (error) {
      throw refusedByDatabase(error);
    } finally {
      await owner.close();
    }
  }
  const orm = await PostgresOrm.init({
    ...options,
    clientUrl,
    pool: { min: 0, max: poolSize },
    driverOptions: timeouts,
    onCreateConnection: async (connection: unknown) => {
      await (connection as { executeQuery(q: unknown): Promise<unknown> }).executeQuery({
        sql: enterSession,
        parameters: [],
        query: { kind: "RawNode" },
      });
    },
  });
  return { em: orm.em as unknown as Em, kind: "postgresql", close: () => orm.close() };
}

/** What the user of DATABASE_URL can mend, in one line; any other error as it is. */
function refusedByDatabase(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string };
  if (typeof code !== "string") return error;
  const hint = code === "42501" ? " Its user must own the database and may create roles (CREATEROLE)." : "";
  return new CliError(
    `The database of DATABASE_URL could not be opened or migrated: ${message?.split("\n").at(-1)} (${code}).${hint}`,
  );
}

/** Wraps an open PGlite: migrates it when asked, then gives up its superuser for good. */
export async function openPglite(pglite: PGlite, { migrate = true } = {}): Promise<Database> {
  const orm = await PgliteOrm.init({ ...options, dbName: "postgres", driverOptions: { pglite } });
  if (migrate) await orm.migrator.up();
  await pglite.query("set session authorization partner_graph_login");
  return {
    em: orm.em as unknown as Em,
    kind: "pglite",
    close: async () => {
      await orm.close();
      await pglite.close();
    },
  };
}

/** Opens the embedded database under dataDir. Throws DirectoryInUse when another process has it open. */
export async function openEmbedded(dataDir: string): Promise<Database> {
  mkdirSync(dataDir, { recursive: true });
  const lock: DatabaseSync = lockDirectory(dataDir);
  const pglite = await PGlite.create({
    dataDir: join(dataDir, "pglite"),
    extensions: pgliteExtensions,
    parsers: pgliteParsers,
  });
  const database = await openPglite(pglite);
  return {
    ...database,
    close: async () => {
      await database.close();
      lock.close();
    },
  };
}
