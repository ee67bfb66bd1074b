import { readDatabaseAddresses } from "../config.ts";
import { migratePostgres } from "../database.ts";
import { CliError, runCli } from "../shared/cli.ts";

/** `npm run migrate` brings the PostgreSQL database up to date, as the user of MIGRATION_DATABASE_URL. The embedded one migrates when opened. */
await runCli(async () => {
  const { owner } = readDatabaseAddresses();
  if (!owner) throw new CliError("Nothing to migrate: set MIGRATION_DATABASE_URL, or DATABASE_URL.");
  const left = await migratePostgres(owner);
  process.stdout.write("数据库已是最新 The database is up to date.\n");
  for (const statement of left)
    process.stderr.write(`表被占用，留待下次 A table was held, so this is left for the next time: ${statement}\n`);
});
