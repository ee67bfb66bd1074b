import "reflect-metadata";
import { openPostgres } from "../../src/database.ts";
import { startWorker } from "../../src/modules/imports/job.worker.ts";

/** A server that does nothing but jobs, for a test that kills it: a process of its own, with a short lease so that the next need not wait. */
const [url, sliceRows, day] = process.argv.slice(2) as [string, string, string];
const database = await openPostgres(url, { migrate: false, poolSize: 4 });
startWorker(database, {
  ...{ leaseMs: 600, pollMs: 50, sliceRows: Number(sliceRows), day: () => day },
  onError: (error) => process.stderr.write(`${String(error)}\n`),
});
process.send?.("ready");
