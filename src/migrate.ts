import { readMigrationUrl } from "./config.ts";
import { migratePostgres } from "./database.ts";
import { runCli } from "./shared/cli.ts";

/** `npm run migrate` brings the PostgreSQL database up to date, as the user of MIGRATION_DATABASE_URL. The embedded one migrates when opened. */
await runCli(async () => {
  await migratePostgres(readMigrationUrl());
  process.stdout.write("数据库已是最新 The database is up to date.\n");
});
