import Table from "cli-table3";
import { outcomes } from "../tests/faults/asking.ts";
import {
  exhaustPool,
  killDatabase,
  loseConnections,
  stallDatabase,
  terminateBackend,
} from "../tests/faults/database.faults.ts";
import { platformOf } from "../tests/faults/registering.ts";
import { killService, stopWithRequests } from "../tests/faults/service.faults.ts";
import { canStartCluster, freePort, startCluster } from "../tests/support/cluster.ts";
import { startLine } from "../tests/support/line.ts";
import { type Service, startService, tokenFor } from "../tests/support/service.ts";

/** Every fault of tests/faults.test.ts once more, longer and with a watch: the times that the tests do not judge. */
export async function faultsDrill(): Promise<void> {
  if (!canStartCluster) throw new Error("no programs of a PostgreSQL server under /usr/lib/postgresql");
  const table = new Table({
    head: ["fault", "answers", "times", "counts"],
    wordWrap: true,
    colWidths: [34, 34, 34, 40],
  });
  const cluster = await startCluster();
  const line = await startLine(cluster.port);
  try {
    const url = await cluster.makeDatabase("drill", "demo");
    const [platform, token] = [await platformOf(url), await tokenFor("HEAD_OFFICE")];
    const behindLine = new URL(url);
    behindLine.port = String(line.port);
    const row = (fault: string, answers: object, times: object, counts: object = {}) =>
      table.push([fault, ...[answers, times, counts].map((cell) => JSON.stringify(cell, null, 1).slice(2, -2))]);
    const on = async <T>(settings: NodeJS.ProcessEnv, work: (service: Service) => Promise<T>) => {
      const service = await startService({ DATABASE_URL: url, ...settings });
      try {
        return await work(service);
      } finally {
        await service.stop();
      }
    };

    const terminated = await on({}, (service) => terminateBackend(service, url, token));
    row("backend terminated", outcomes([terminated.reply, terminated.next]), {});
    const killed = await on({}, (service) => killDatabase(service, cluster, url, token, platform));
    row(
      "database killed, started again",
      killed.outcomes,
      { downMs: killed.downMs, healedMs: killed.healedMs },
      { wrong: killed.wrong, ...killed.written },
    );
    const stalled = await on({ DATABASE_URL: behindLine.href }, (service) => stallDatabase(service, line, token, 50));
    row("database hangs, 50 callers", stalled.outcomes, { longestMs: stalled.longestMs, healedMs: stalled.healedMs });
    const lost = await on({ DATABASE_URL: behindLine.href }, (service) => loseConnections(service, line, token, 50));
    row("connections half open, 50 callers", lost.outcomes, { longestMs: lost.longestMs, healedMs: lost.healedMs });
    const full = await on({ REQUEST_TIMEOUT_MS: "20000" }, (service) => exhaustPool(service, url, token, 10, 50));
    row(
      "pool of 10 busy, 50 come late",
      { first: full.first, late: outcomes(full.late) },
      { longestLateMs: full.longestLateMs },
    );
    const stopped = await on({ DATABASE_POOL_SIZE: "20", REQUEST_TIMEOUT_MS: "20000" }, (service) =>
      stopWithRequests(service, url, token, 20),
    );
    row(
      "SIGTERM, 20 in flight",
      stopped.outcomes,
      { exitMs: stopped.exitMs },
      { exit: stopped.exit, ready: stopped.ready },
    );
    const { said: _, ...twenty } = await killService(
      { DATABASE_URL: url, PORT: String(await freePort()) },
      url,
      platform,
      20,
    );
    row("service killed 20 times", twenty.seen, {}, { ...twenty, seen: undefined });
  } finally {
    await line.close();
    await cluster.remove();
  }
  console.log(table.toString());
}
