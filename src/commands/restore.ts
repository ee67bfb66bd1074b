import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { readDatabaseAddresses } from "../config.ts";
import { hasDirectory, migratePostgres, openDirectory, removeDirectory, rolesSql } from "../database.ts";
import { restoreDatabase } from "../postgres/dump.ts";
import { onClient } from "../postgres/login.check.ts";
import { CliError, runCli } from "../shared/cli.ts";

/** `npm run restore -- <file>` reads a backup into an empty database, and brings that up to date. */
await runCli(async () => {
  const command = new Command("restore")
    .description(
      "Read a backup into an empty database: that of MIGRATION_DATABASE_URL, or the embedded one in DATA_DIR.",
    )
    .argument("<file>", "a file that backup wrote")
    .parse();
  const file = command.processedArgs[0] as string;
  if (!existsSync(file)) throw new CliError(`There is no file ${file}.`);
  const { owner, dataDir } = readDatabaseAddresses();
  await (owner ? restorePostgres(owner, file) : restoreDirectory(dataDir, file));
  process.stdout.write("恢复完成 Restored.\n");
});

async function restorePostgres(url: string, file: string): Promise<void> {
  const statements = rolesSql();
  const [before, after] = [statements.filter((one) => !isDefault(one)), statements.filter(isDefault)];
  await onClient(url, async (client) => {
    const { rows } = await client.query("select from pg_class where relnamespace = 'public'::regnamespace limit 1");
    if (rows.length)
      throw new CliError("The database is not empty. Restore into a new one: create database <name> owner <user>;");
    for (const statement of before) await client.query(statement);
  });
  const owners = await restoreDatabase(url, file);
  await onClient(url, (client) => client.query(["begin", ...owners, ...after, "commit"].join(";\n")));
  await migratePostgres(url);
}

/** What tables that are yet to be made will be granted: set only when those of the backup are there. */
function isDefault(statement: string): boolean {
  return /^\s*alter default privileges/i.test(statement);
}

async function restoreDirectory(dataDir: string, file: string): Promise<void> {
  if (hasDirectory(dataDir)) throw new CliError(`There is a database in ${dataDir}. Set DATA_DIR to a new directory.`);
  const dump = new Blob([await readFile(file)]);
  const { close } = await openDirectory(dataDir, dump).catch(() => {
    removeDirectory(dataDir);
    throw new CliError(`${file} is no backup of an embedded database.`);
  });
  await close();
}
