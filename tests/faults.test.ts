import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { outcomes } from "./faults/asking.ts";
import {
  exhaustPool,
  killDatabase,
  loseConnections,
  question,
  stallDatabase,
  terminateBackend,
} from "./faults/database.faults.ts";
import { makeSmallDisk } from "./faults/disk.fault.ts";
import { countRegistered, platformOf, rowsPerRegistration, startWriters } from "./faults/registering.ts";
import { killService, stopWithRequests } from "./faults/service.faults.ts";
import { canaryLines, errorText } from "./support/canary.ts";
import { type Cluster, canStartCluster, freePort, startCluster } from "./support/cluster.ts";
import { onPostgres } from "./support/database.ts";
import { type Line, startLine } from "./support/line.ts";
import { type Reply, type Service, startService, tokenFor } from "./support/service.ts";

/**
 * What breaks, on a PostgreSQL that these tests start and break themselves, and on the real server in a process of its own. Statuses,
 * recovery and counts are judged here; how long things took is printed by `npm run drill -- faults`.
 */
const runs = onPostgres && canStartCluster;
if (!onPostgres) console.log("SKIPPED on PGlite: faults of a database server");
else if (!canStartCluster) console.log("SKIPPED faults: no programs of a PostgreSQL server under /usr/lib/postgresql");

describe.skipIf(!runs)("faults", () => {
  let cluster: Cluster;
  let url: string;
  let platform: string;
  let token: string;
  const services: Service[] = [];
  let heard = "";
  beforeAll(async () => {
    cluster = await startCluster();
    url = await cluster.makeDatabase("faults", "demo");
    platform = await platformOf(url);
    token = await tokenFor("HEAD_OFFICE");
  });
  afterEach(async () => {
    for (const service of services.splice(0)) {
      heard += service.said();
      await service.stop();
    }
    // Nobody's number, nor the driver's words, in anything that was logged.
    expect(canaryLines(heard)).toEqual([]);
    expect(heard).not.toMatch(/Connection terminated|terminating connection|select "|insert into|duplicate key/);
  });
  afterAll(() => cluster?.remove());

  const start = async (settings: NodeJS.ProcessEnv = {}) => {
    const service = await startService({ DATABASE_URL: url, ...settings });
    services.push(service);
    return service;
  };
  // An answer in part has its data and says what is missing.
  const allowed = ["200", "200 UNAVAILABLE", "503 UNAVAILABLE"];

  it("a terminated backend costs one answer", async () => {
    const { reply, next } = await terminateBackend(await start(), url, token);
    expect(outcomes([reply])).toEqual({ "503 UNAVAILABLE": 1 });
    expect(outcomes([next])).toEqual({ "200": 1 });
    expect(reply?.text).not.toMatch(/terminat|administrator|57P01/);
  });

  it("a database killed under load: no wrong answer, UNAVAILABLE while it is away, nothing acknowledged is lost", async () => {
    const service = await start();
    const killed = await killDatabase(service, cluster, url, token, platform);
    expect(killed).toMatchObject({ wrong: 0, badBefore: 0, written: { lost: 0, doubled: 0 } });
    expect(allowed).toEqual(expect.arrayContaining(Object.keys(killed.outcomes)));
    expect(killed.outcomes["503 UNAVAILABLE"]).toBeGreaterThan(0);
    expect(killed.written.acknowledged).toBeGreaterThan(5);
    expect(killed.written.rows).toBe(killed.written.acknowledged * rowsPerRegistration);
  });

  describe("behind a line that fails", () => {
    let line: Line;
    beforeAll(async () => {
      line = await startLine(cluster.port);
    });
    afterAll(() => line.close());
    const throughProxy = () => {
      const address = new URL(url);
      address.port = String(line.port);
      return start({ DATABASE_URL: address.href });
    };

    it("a database that hangs: every caller is answered, and it goes on by itself", async () => {
      const stalled = await stallDatabase(await throughProxy(), line, token);
      expect(Object.values(stalled.outcomes).reduce((sum, count) => sum + count)).toBe(20);
      expect(["503 UNAVAILABLE", "504 TIMED_OUT"]).toEqual(expect.arrayContaining(Object.keys(stalled.outcomes)));
    });

    it("connections that are half open: every caller is answered, and new ones take their place", async () => {
      const lost = await loseConnections(await throughProxy(), line, token);
      expect(Object.values(lost.outcomes).reduce((sum, count) => sum + count)).toBe(20);
      expect(["503 UNAVAILABLE", "504 TIMED_OUT"]).toEqual(expect.arrayContaining(Object.keys(lost.outcomes)));
    });
  });

  it("an exhausted pool: who comes late is told to come again, who was there is answered", async () => {
    const service = await start({ DATABASE_POOL_SIZE: "6", REQUEST_TIMEOUT_MS: "20000" });
    const { first, late } = await exhaustPool(service, url, token, 6);
    expect(first).toEqual({ "200": 6 });
    expect(outcomes(late)).toEqual({ "503 UNAVAILABLE": 10 });
    expect(late.map((reply) => reply?.retryAfter)).toEqual(Array(10).fill("1"));
  });

  it("SIGTERM with 20 requests in flight: 20 answers, nothing new, exit 0", async () => {
    const service = await start({ DATABASE_POOL_SIZE: "20", REQUEST_TIMEOUT_MS: "20000" });
    const stopped = await stopWithRequests(service, url, token, 20);
    expect(stopped).toMatchObject({ outcomes: { "200": 20 }, ready: 503, exit: 0 });
    expect(outcomes([stopped.refused])).toEqual({ "503 UNAVAILABLE": 1 });
  });

  it("a service killed again and again while it writes: nothing acknowledged is lost or doubled", async () => {
    const settings = { DATABASE_URL: url, PORT: String(await freePort()) };
    const killed = await killService(settings, url, platform, 3);
    heard += killed.said;
    expect(killed).toMatchObject({ kills: 3, lost: 0, doubled: 0 });
    expect(killed.acknowledged).toBeGreaterThan(3);
    expect(killed.repeated).toBeGreaterThan(0);
    expect(killed.rows).toBe(killed.acknowledged * rowsPerRegistration);
  });

  it("what a caller wrote stands in no log and no error", async () => {
    const service = await start({ LOG_LEVEL: "debug" });
    const replies: (Reply | null)[] = [];
    for (const number of ["13900001111", "13900002222"]) {
      for (const asker of [token, "not a token", await tokenFor("STAFF", { branch: number })]) {
        replies.push(
          await service.ask(asker, `query Find($s: String) { organizations(filter: { search: $s }) { totalCount } }`, {
            s: number,
          }),
          await service.ask(
            asker,
            `query Call_${number} { organizations(filter: { search: "${number}" }, first: 0) { totalCount } }`,
          ),
          await service.ask(asker, `{ organization(id: "${number}") { name } }`),
          await service.ask(asker, `{ organization(creditCode: "${number}\\u0000") { name } }`),
          await service.ask(asker, `{ a${number}: node(id: $x${number}) { id } `),
        );
      }
    }
    expect(replies).not.toContain(null);
    // A document that is no GraphQL is answered with what is wrong in it, and that is what its sender wrote.
    const errors = replies
      .filter((reply) => !reply!.codes.includes("GRAPHQL_PARSE_FAILED"))
      .map((reply) => errorText(reply!.text));
    expect(canaryLines(errors.join("\n"))).toEqual([]);
  });
});

describe.skipIf(!runs)("a full disk", () => {
  const disk = runs ? makeSmallDisk(160) : null;
  if (runs && !disk) console.log("SKIPPED: a full disk (no tmpfs may be mounted here)");
  let cluster: Cluster;
  afterAll(async () => {
    await cluster?.remove();
    disk?.remove();
  });

  it.skipIf(!disk)("writes are refused and reads go on; with room again writes do too", async () => {
    cluster = await startCluster({ mayForget: true, data: disk!.path });
    const url = await cluster.makeDatabase("disk", "demo");
    const [platform, token] = [await platformOf(url), await tokenFor("HEAD_OFFICE")];
    const service = await startService({ DATABASE_URL: url });
    try {
      expect(outcomes([await service.ask(token, question)])).toEqual({ "200": 1 });
      disk!.fill();
      const writers = await startWriters(() => service, platform, "disk", 2);
      while (writers.seen.size === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      const reads = [];
      for (let read = 0; read < 10; read++) reads.push(await service.ask(token, question));
      expect(outcomes(reads)).toEqual({ "200": 10 });
      const acknowledged = writers.acknowledged.length;
      disk!.empty();
      while (writers.acknowledged.length < acknowledged + 4) await new Promise((resolve) => setTimeout(resolve, 50));
      await writers.end();
      expect([...writers.seen]).toEqual(["503 UNAVAILABLE"]);
      expect(await countRegistered(url, "disk", writers)).toMatchObject({ lost: 0, doubled: 0 });
      expect(canaryLines(service.said())).toEqual([]);
    } finally {
      await service.stop();
    }
  });
});
