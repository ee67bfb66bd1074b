import { setTimeout as pause } from "node:timers/promises";
import { openPostgres } from "../src/database.ts";
import { runWaitingJobs } from "../src/modules/imports/job.worker.ts";
import { canStartCluster, startCluster } from "../tests/support/cluster.ts";
import { drawLists, dumpOf } from "../tests/support/job-world.ts";
import { jobOf, queueFile } from "../tests/support/jobs.ts";
import { type Service, startService } from "../tests/support/service.ts";

const kills = 20;

/** The real server, killed at twenty random moments of an import of 100,000 rows; at the end every row is as if nobody had. */
export async function importsDrill(): Promise<void> {
  if (!canStartCluster) throw new Error("no programs of a PostgreSQL server under /usr/lib/postgresql");
  const cluster = await startCluster();
  let service: Service | undefined;
  try {
    const lists = drawLists(100_000);
    const calm = await openPostgres(await cluster.makeDatabase("calm", "empty"), { migrate: false, poolSize: 4 });
    for (const list of lists) await queueFile(calm, list);
    await runWaitingJobs(calm);
    const expected = await dumpOf(calm);
    await calm.close();

    const url = await cluster.makeDatabase("killed", "empty");
    const database = await openPostgres(url, { migrate: false, poolSize: 2 });
    service = await startService({ DATABASE_URL: url });
    let killed = 0;
    for (const list of lists) {
      const id = await queueFile(database, list);
      while ((await jobOf(database, id)).endedAt === null) {
        await pause(500 + Math.random() * 2_000);
        if (killed === kills || (await jobOf(database, id)).state !== "RUNNING") continue;
        await service.stop();
        killed += 1;
        service = await startService({ DATABASE_URL: url });
      }
    }
    const found = await dumpOf(database);
    const different = Object.keys(expected).filter(
      (part) => JSON.stringify(found[part]) !== JSON.stringify(expected[part]),
    );
    console.log(
      `${killed} kills; ${different.length ? `different: ${different.join(", ")}` : "every row as undisturbed"}`,
    );
    await database.close();
    if (different.length > 0) process.exitCode = 1;
  } finally {
    await service?.stop();
    await cluster.remove();
  }
}
