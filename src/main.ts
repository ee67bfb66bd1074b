import { loadDemo } from "../seeds/load-demo.ts";
import { demoShowcase } from "../seeds/showcase.ts";
import { readConfig } from "./config.ts";
import { rollDaily, rollTo } from "./daily.ts";
import { openEmbedded, openPostgres } from "./database.ts";
import { loggable } from "./door/error.mask.ts";
import { sealRegularly } from "./modules/access/audit.sealer.ts";
import { createServer } from "./server.ts";
import { runCli } from "./shared/cli.ts";
import { today } from "./shared/day.ts";
import { welcome } from "./welcome.ts";

/** Opens the database, seeds the demo on the embedded one, listens, and shows the main job in the terminal. */
await runCli(async () => {
  const config = readConfig();
  const database = config.databaseUrl ? await openPostgres(config.databaseUrl) : await openEmbedded(config.dataDir);
  if (!config.databaseUrl) await loadDemo(database.em, today());
  const app = await createServer({ config, database });
  const roll = rollTo(database.em, today()).catch((error) => app.log.error(error, "the daily roll failed"));
  const stopRolling = rollDaily(database.em, today, (error) => app.log.error(error, "the daily roll failed"));
  const stopSealing = sealRegularly(database.em, (error) =>
    app.log.error({ error: loggable(error) }, "sealing failed"),
  );
  const stop = async () => {
    stopRolling();
    await app.close();
    await roll;
    await stopSealing();
    await database.close();
    process.exit(0);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  await app.listen({ host: config.host, port: config.port });
  await welcome(app, config, config.databaseUrl ? null : await demoShowcase(database.em));
});
