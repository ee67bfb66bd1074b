import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { openPostgres } from "../src/database.ts";
import { runWaitingJobs } from "../src/modules/imports/job.worker.ts";
import { onPostgres, onServer, openTestDatabase, urlOf } from "./support/database.ts";
import { drawLists, dumpOf } from "./support/job-world.ts";
import { jobOf, queueFile } from "./support/jobs.ts";
import { danglingReferences } from "./support/references.ts";

const kills = 20;
/** Half a minute on two cores; fewer for who is in a hurry. */
const rows = Number(process.env.KILL_ROWS ?? 100_000);
const sliceRows = rows / 40;
const day = "2026-06-01";
const server = process.env.TEST_DATABASE_URL!;

/** With whole servers over 100,000 rows: `npm run drill -- imports`. */
test.runIf(onPostgres)(
  "servers that are killed at twenty random moments lose and double nothing",
  { timeout: Math.max(240_000, rows * 9) },
  async () => {
    const lists = drawLists(rows);
    const undisturbed = await openTestDatabase();
    for (const list of lists) await queueFile(undisturbed, list);
    await runWaitingJobs(undisturbed, { day: () => day, sliceRows });
    const expected = await dumpOf(undisturbed);
    await undisturbed.close();

    const name = `pg_test_kill_${process.pid}`;
    await onServer(server, `create database ${name} template ${process.env.TEST_TEMPLATE}`);
    const url = urlOf(server, name);
    const database = await openPostgres(url, { migrate: false, poolSize: 2 });
    const servers: ChildProcess[] = [];
    // Two at a time, so that whoever is killed has somebody to go on; the next one starts meanwhile.
    const startOne = () => servers.push(start(url, sliceRows, day));
    try {
      startOne();
      startOne();
      startOne();
      await Promise.all(servers.map((one) => once(one, "message")));
      let killed = 0;
      // One list after the other: what comes of two that are read at once is another question.
      for (const [place, list] of lists.entries()) {
        const id = await queueFile(database, list);
        const isOver = async () => (await jobOf(database, id)).endedAt !== null;
        const last = Math.round((kills * (place + 1)) / lists.length);
        for (let waited = 0; !(await isOver()); waited += 1) {
          if (waited > rows / 10) throw new Error("the job did not come to an end");
          await pause(killed < last ? Math.random() * 600 : 50);
          if (killed >= last) continue;
          servers.shift()!.kill("SIGKILL");
          killed += 1;
          startOne();
        }
      }
      expect(killed).toBeGreaterThanOrEqual(10);
      const found = await dumpOf(database);
      expect(await danglingReferences(database.em)).toEqual([]);
      for (const part of Object.keys(expected)) expect([part, found[part]]).toEqual([part, expected[part]]);
    } finally {
      for (const one of servers) one.kill("SIGKILL");
      await database.close();
      await onServer(server, `drop database if exists ${name} with (force)`);
    }
  },
);

function start(url: string, sliceRows: number, today: string): ChildProcess {
  const file = join(import.meta.dirname, "support/job-server.ts");
  return fork(file, [url, String(sliceRows), today], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}
