import { readConfig } from "./config.ts";
import { openEmbedded, openPostgres } from "./database.ts";
import { createServer } from "./server.ts";
import { runCli } from "./shared/cli.ts";
import { welcome } from "./welcome.ts";

/** Opens the database, seeds the demo on the embedded one, listens, and shows the main job in the terminal. */
await runCli(async () => {
  const config = readConfig();
  const database = config.databaseUrl ? await openPostgres(config.databaseUrl) : await openEmbedded(config.dataDir);
  const app = await createServer({ config, database });
  const stop = async () => {
    await app.close();
    await database.close();
    process.exit(0);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  await app.listen({ host: config.host, port: config.port });
  await welcome(app, config);
});
