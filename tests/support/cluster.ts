import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { loadDemo } from "../../seeds/load-demo.ts";
import { rollTo } from "../../src/daily.ts";
import { migratePostgres, openPostgres } from "../../src/database.ts";
import { today } from "../../src/shared/day.ts";
import { onServer, urlOf } from "./database.ts";
import { DEMO_DAY } from "./demo-day.ts";

/** A PostgreSQL server that a test starts for itself, to do to it what cannot be done to one that others use. */
export interface Cluster {
  port: number;
  /** Address of one of its databases, as its superuser. */
  url(database: string): string;
  start(): Promise<void>;
  /** kill -9 of the server and every process of it, as a machine that loses its power. */
  kill(): void;
  /** A database with the demo network, or migrated and empty. */
  makeDatabase(name: string, content: "empty" | "demo"): Promise<string>;
  /** Stops it and removes what it left. */
  remove(): Promise<void>;
}

const root = "/usr/lib/postgresql";
const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
const bin = versions.map((version) => join(root, version, "bin")).find((folder) => existsSync(join(folder, "initdb")));

/** Whether this machine has the programs of a PostgreSQL server. */
export const canStartCluster = bin !== undefined;

// PostgreSQL refuses to run as root.
const isRoot = userInfo().uid === 0;
const owner = spawnSync("id", ["postgres"]).status === 0 ? "postgres" : "nobody";

/** Runs one of its programs while the test goes on: load has to run on while a server starts. Answers its exit code. */
async function asOwner(program: string, args: string[]): Promise<number> {
  const [command, all] = isRoot ? ["runuser", ["-u", owner, "--", program, ...args]] : [program, args];
  const [code] = await once(spawn(command, all, { cwd: "/", stdio: "ignore" }), "exit");
  return code;
}

async function must(what: string, running: Promise<number>): Promise<void> {
  const code = await running;
  if (code !== 0) throw new Error(`${what} ended with ${code}`);
}

/**
 * `data`: a directory for its tables alone, made by the caller; everything else lies beside. `mayForget` switches off what makes it survive
 * a loss of power, where a test has none.
 */
export async function startCluster({
  mayForget = false,
  data,
}: {
  mayForget?: boolean;
  data?: string;
} = {}): Promise<Cluster> {
  const home = mkdtempSync(join(tmpdir(), "partner-graph-cluster-"));
  if (isRoot) for (const folder of [home, data]) if (folder) spawnSync("chown", [owner, folder]);
  const directory = data ? join(data, "data") : join(home, "data");
  const port = await freePort();
  const initdb = [
    "-D",
    directory,
    "-U",
    "postgres",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C",
    "-X",
    join(home, "wal"),
  ];
  await must("initdb", asOwner(join(bin!, "initdb"), mayForget ? [...initdb, "-N"] : initdb));
  const settings = [
    `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${home} -c max_connections=60`,
  ];
  if (mayForget) settings.push("-c fsync=off");
  const control = (...args: string[]) => asOwner(join(bin!, "pg_ctl"), ["-D", directory, "-w", "-t", "60", ...args]);
  const start = async () => {
    // What was killed may hold its memory for another moment.
    for (let tries = 0; ; tries++) {
      const code = await control("-l", join(home, "log"), "-o", settings.join(" "), "start");
      if (code === 0) return;
      if (tries > 20)
        throw new Error(`PostgreSQL does not start: ${readFileSync(join(home, "log"), "utf8").slice(-500)}`);
    }
  };
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  await start();
  return {
    port,
    url,
    start,
    kill: () => killAll(Number(readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n")[0])),
    makeDatabase: async (name, content) => {
      await onServer(url("postgres"), `create database ${name}`);
      await migratePostgres(url(name));
      if (content === "demo") {
        const database = await openPostgres(url(name), { migrate: false });
        await loadDemo(database.em, DEMO_DAY);
        // So that a service which starts has nothing of its own to do in the database.
        await rollTo(database.em, today());
        await database.close();
      }
      return urlOf(url("postgres"), name);
    },
    remove: async () => {
      await control("-m", "immediate", "stop");
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A server's processes are its children, each a session of its own, so that none goes by killing the group. */
function killAll(postmaster: number): void {
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, "utf8").split(" ").filter(Boolean);
  for (const pid of [postmaster, ...children.map(Number)]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It was gone before.
    }
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
