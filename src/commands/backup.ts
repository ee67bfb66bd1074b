import { existsSync } from "node:fs";
import { rename, stat, writeFile } from "node:fs/promises";
import { Command } from "commander";
import { readDatabaseAddresses } from "../config.ts";
import { openDirectory } from "../database.ts";
import { dumpDatabase } from "../postgres/dump.ts";
import { CliError, runCli } from "../shared/cli.ts";

/** `npm run backup -- <file>` writes the whole database into a file. PostgreSQL goes on meanwhile; the embedded one must not be in use. */
await runCli(async () => {
  const command = new Command("backup")
    .description("Write the whole database into a file. On the embedded database stop the server first.")
    .argument("<file>", "a new file")
    .parse();
  const file = command.processedArgs[0] as string;
  if (existsSync(file)) throw new CliError(`${file} is there already; a backup overwrites nothing.`);
  const { reader, dataDir } = readDatabaseAddresses();
  await (reader ? dumpDatabase(reader, file) : dumpDirectory(dataDir, file));
  process.stdout.write(`备份完成 Backed up: ${file}, ${(await stat(file)).size} bytes\n`);
});

async function dumpDirectory(dataDir: string, file: string): Promise<void> {
  if (!existsSync(dataDir)) throw new CliError(`There is no database in ${dataDir}. Set DATABASE_URL or DATA_DIR.`);
  const { pglite, close } = await openDirectory(dataDir);
  try {
    const dump = await pglite.dumpDataDir("gzip");
    await writeFile(`${file}.part`, Buffer.from(await dump.arrayBuffer()), { mode: 0o600 });
    await rename(`${file}.part`, file);
  } finally {
    await close();
  }
}
