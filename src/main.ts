import "reflect-metadata";
import { loadDemo } from "../seeds/load-demo.ts";
import { demoShowcase } from "../seeds/showcase.ts";
import { type Config, readConfig } from "./config.ts";
import { rollDaily, rollTo } from "./daily.ts";
import { startEvents } from "./events.ts";
import { sealRegularly } from "./modules/access/audit.sealer.ts";
import { eventNews } from "./modules/events/event.news.ts";
import { startWorker } from "./modules/imports/job.worker.ts";
import { keepRegularly } from "./modules/organizations/organization.keeper.ts";
import { openDatabase } from "./open.ts";
import { createServer } from "./server.ts";
import { CliError, runCli } from "./shared/cli.ts";
import { today } from "./shared/day.ts";
import { stopOnSignal } from "./stop.ts";
import { startTelemetry } from "./telemetry/telemetry.ts";
import { welcome } from "./welcome.ts";

/** Opens the database, seeds the demo on the embedded one, listens, and shows the main job in the terminal. */
await runCli(async () => {
  const config = readConfig();
  const telemetry = await startTelemetry(config);
  const unfit: string[] = [];
  const database = await openDatabase(config, { observe: telemetry.observe, warn: (reason) => unfit.push(reason) });
  telemetry.metrics?.watch(database.load);
  if (!config.databaseUrl) await loadDemo(database.em, today());
  const news = eventNews(database.em, (error) => app.log.error(error, "looking for news failed"));
  const app = await createServer({ config, database, metrics: telemetry.metrics, news });
  for (const reason of unfit) app.log.warn(reason);
  // A mistake of ours in one request must not end everybody else's.
  process.on("unhandledRejection", (error) => app.log.error(error, "a failure that nobody waited for"));
  const roll = rollTo(database.em, today()).catch((error) => app.log.error(error, "the daily roll failed"));
  const stopRolling = rollDaily(database.em, today, (error) => app.log.error(error, "the daily roll failed"));
  const stopSealing = sealRegularly(database.em, (error) => app.log.error(error, "sealing failed"));
  const stopKeeping = keepRegularly(database.em, {
    isBusy: () => database.load().inUse > 0,
    onError: (error) => app.log.error(error, "keys of names are not kept"),
  });
  const jobs = startWorker(database, { onError: (error) => app.log.error(error, "an import job met a failure") });
  const events = startEvents(
    database,
    config,
    news,
    (error) => app.log.error(error, "telling of events met a failure"),
    telemetry.metrics?.deliveryTried,
  );
  stopOnSignal({
    stop: async () => {
      stopRolling();
      await Promise.all([app.close(), jobs.stop(), events.stop()]);
      await roll;
      await stopKeeping();
      await stopSealing();
      await database.close();
      await telemetry.stop();
    },
  });
  await listening(config, "PORT", () => app.listen({ host: config.host, port: config.port }));
  await listening(config, "METRICS_PORT", () => telemetry.listen());
  await welcome(app, config, config.databaseUrl ? null : await demoShowcase(database.em));
});

/** A port that is taken is for whoever starts the server to mend. */
async function listening(config: Config, name: "PORT" | "METRICS_PORT", listen: () => Promise<unknown>): Promise<void> {
  try {
    await listen();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const [host, port] = name === "PORT" ? [config.host, config.port] : [config.metrics?.host, config.metrics?.port];
    if (code === "EADDRINUSE")
      throw new CliError(`${host}:${port} is taken by another program. Set ${name} to a free one.`);
    if (code === "EACCES" || code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
      throw new CliError(`The server cannot listen on ${host}:${port} (${code}). Set another ${name} or host.`);
    throw error;
  }
}
