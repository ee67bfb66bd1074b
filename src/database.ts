import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { Migrator } from "@mikro-orm/migrations";
import { MikroORM as PgliteOrm } from "@mikro-orm/pglite";
import { MikroORM as PostgresOrm, type SqlEntityManager } from "@mikro-orm/postgresql";
import type pg from "pg";
import { migrations } from "../migrations/index.ts";
import { indexes } from "../migrations/indexes.ts";
import { AcquisitionPrior } from "./modules/acquisition/prior.entity.ts";
import * as clients from "./modules/clients/client.entity.ts";
// Whoever writes accounts tells it, the commands as well.
import "./modules/events/account.news.ts";
import * as entities from "./modules/graph/entity.entity.ts";
import * as relationships from "./modules/graph/relationship.entity.ts";
import { Organization } from "./modules/organizations/organization.entity.ts";
import * as platforms from "./modules/platforms/platform.entity.ts";
import { boundPool, type StatementObserver } from "./postgres/bounded.pool.ts";
import { settleIndexes, settlingSql } from "./postgres/index.settling.ts";
import { whileMigrating } from "./postgres/login.check.ts";
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
  /** How busy its connections are at this moment. */
  load(): { inUse: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/**
 * How long a connection, a statement, a lock or an idle transaction may take before somebody gives up on it; pg's own defaults wait for
 * ever. A free connection is waited for less than a second: whoever finds none is told to come again. What a request may take as a whole is
 * decided at the door, and ends its statements earlier (postgres/bounded.pool.ts).
 */
const timeouts = {
  connectionTimeoutMillis: 800,
  statement_timeout: 30_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 30_000,
  keepAlive: true,
};

/**
 * What a connection of the server begins with: the login role, and a planner that knows what it is planning for. Every statement here is
 * lookups by key in data that stays in memory: compiling it (20 ms) and parallel workers never pay, and with pages taken for four times
 * dearer at random than in order the planner reads a whole table where some ten thousand keys are asked (600 ms instead of 190). A statement
 * whose client is gone ends within two seconds.
 */
export const enterSession = `select set_config('role', 'partner_graph_login', false), set_config('jit', 'off', false),
  set_config('max_parallel_workers_per_gather', '0', false), set_config('random_page_cost', '1.1', false),
  set_config('client_connection_check_interval', '2s', false)`;

/** PGlite settings that make its raw rows equal pg's: bigint, date and numeric as text. */
export const pgliteParsers = { 20: (v: string) => v, 1082: (v: string) => v, 1700: (v: string) => v };
export const pgliteExtensions = { pg_trgm };

export interface PostgresOptions {
  /** Brings it up to date first, as the same user. */
  migrate?: boolean;
  poolSize?: number;
  observe?: StatementObserver;
}

/** Opens PostgreSQL, and answers as the login role. */
export async function openPostgres(
  clientUrl: string,
  { migrate = true, poolSize = 10, observe = () => () => {} }: PostgresOptions = {},
): Promise<Database> {
  if (migrate) await migratePostgres(clientUrl);
  let pool: pg.Pool | undefined;
  const orm = await PostgresOrm.init({
    ...options,
    clientUrl,
    pool: { min: 0, max: poolSize },
    driverOptions: {
      ...timeouts,
      onConnect: (client: pg.Client) => client.query({ text: enterSession, query_timeout: 800 } as pg.QueryConfig),
      onPoolCreated: (created: pg.Pool) => {
        pool = created;
        boundPool(created, observe);
      },
    },
  });
  return {
    em: orm.em as unknown as Em,
    kind: "postgresql",
    load: () => ({
      inUse: pool ? pool.totalCount - pool.idleCount : 0,
      idle: pool?.idleCount ?? 0,
      waiting: pool?.waitingCount ?? 0,
    }),
    close: () => orm.close(),
  };
}

/** A migration gives up rather than hold everybody else back: who waits for its lock waits in front of all who come later. */
export const migrationTimeouts = { lock_timeout: 10_000, statement_timeout: 600_000 };

/**
 * Brings a PostgreSQL database up to date, as the user that owns it; of several servers that start together one does it. Answers which indexes
 * (as statements) it had to leave for the next time.
 */
export async function migratePostgres(clientUrl: string): Promise<string[]> {
  return whileMigrating(clientUrl, async (client) => {
    const owner = await PostgresOrm.init({
      ...options,
      clientUrl,
      driverOptions: {
        connectionTimeoutMillis: 3_000,
        idle_in_transaction_session_timeout: 30_000,
        ...migrationTimeouts,
      },
    });
    try {
      await owner.migrator.up();
    } finally {
      await owner.close();
    }
    const left = await settleIndexes(client, indexes);
    // A server that does not migrate looks whether somebody did.
    await client.query("grant select on migration to partner_graph_login");
    return left;
  });
}

const made = migrations.map((Made) => new Made(undefined as never, undefined as never));

/** Names of all migrations, in their order. */
export const migrationNames: readonly string[] = made.map(({ name }) => name);

/** What makes the roles, for a database that is restored and not migrated: roles are no part of a backup. Safe to repeat. */
export function rolesSql(): string[] {
  const roles = made[0]!;
  roles.reset();
  roles.up();
  return roles.getQueries().map(String);
}

/** Wraps an open PGlite: migrates it when asked, then gives up its superuser for good. */
export async function openPglite(pglite: PGlite, { migrate = true } = {}): Promise<Database> {
  const orm = await PgliteOrm.init({ ...options, dbName: "postgres", driverOptions: { pglite } });
  if (migrate) {
    await orm.migrator.up();
    await pglite.exec(settlingSql(indexes));
  }
  await pglite.query("set session authorization partner_graph_login");
  return {
    em: orm.em as unknown as Em,
    kind: "pglite",
    // One connection, and whoever comes waits for it.
    load: () => ({ inUse: 0, idle: 1, waiting: 0 }),
    close: async () => {
      await orm.close();
      await pglite.close();
    },
  };
}

const pgliteIn = (dataDir: string) => join(dataDir, "pglite");

/** Whether there is an embedded database under dataDir. */
export const hasDirectory = (dataDir: string): boolean => existsSync(pgliteIn(dataDir));

/** Removes what a restore that failed has left. */
export const removeDirectory = (dataDir: string): void => rmSync(pgliteIn(dataDir), { recursive: true, force: true });

/** Opens what is under dataDir, as it is or from a dump, and keeps every other process out. Throws DirectoryInUse when one has it open. */
export async function openDirectory(dataDir: string, dump?: Blob) {
  mkdirSync(dataDir, { recursive: true });
  const lock: DatabaseSync = lockDirectory(dataDir);
  const pglite = await PGlite.create({
    dataDir: pgliteIn(dataDir),
    extensions: pgliteExtensions,
    parsers: pgliteParsers,
    loadDataDir: dump,
  });
  return {
    pglite,
    unlock: () => lock.close(),
    close: async () => {
      await pglite.close();
      lock.close();
    },
  };
}

/** Opens the embedded database under dataDir, migrated. Throws DirectoryInUse when another process has it open. */
export async function openEmbedded(dataDir: string): Promise<Database> {
  const { pglite, unlock } = await openDirectory(dataDir);
  const database = await openPglite(pglite);
  return {
    ...database,
    close: async () => {
      await database.close();
      unlock();
    },
  };
}
