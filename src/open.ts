import type { Config } from "./config.ts";
import { type Database, migratePostgres, migrationNames, openEmbedded, openPostgres } from "./database.ts";
import type { StatementObserver } from "./postgres/bounded.pool.ts";
import { assertServable, mayMigrate, unfitToServe } from "./postgres/login.check.ts";
import { CliError } from "./shared/cli.ts";

export interface OpenOptions {
  observe?: StatementObserver;
  /** Told, outside production, why the user of DATABASE_URL would not do there. */
  warn?: (reason: string) => void;
}

/**
 * The database that the configuration names, up to date and fit to be served: for the server and for every command. In production who serves
 * owns nothing, so somebody else migrates: MIGRATION_DATABASE_URL here, or `npm run migrate` before.
 */
export async function openDatabase(config: Config, { observe, warn }: OpenOptions = {}): Promise<Database> {
  const { databaseUrl, migrationDatabaseUrl, production, dataDir, poolSize } = config;
  if (!databaseUrl) return openEmbedded(dataDir);
  const unfit = await unfitToServe(databaseUrl);
  if (unfit && production) throw new CliError(`Not started. ${unfit}`);
  if (unfit) warn?.(unfit);
  if (migrationDatabaseUrl || (!production && (await mayMigrate(databaseUrl))))
    await migratePostgres(migrationDatabaseUrl ?? databaseUrl);
  await assertServable(databaseUrl, migrationNames);
  return openPostgres(databaseUrl, { migrate: false, poolSize, observe });
}
