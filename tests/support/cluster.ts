import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { loadDemo } from "../../seeds/load-demo.ts";
import { migratePostgres, openPostgres } from "../../src/database.ts";
import { onServer, urlOf } from "./database.ts";
import { DEMO_DAY } from "./demo-day.ts";

/** A PostgreSQL server that a test starts for itself, to do to it what cannot be done to one that others use. */
export interface Cluster {
  port: number;
  /** Address of one of its databases, as its superuser. */
  url(database: string): string;
  start(): void;
  stop(): void;
  /** kill -9 of the server and every process of it, as a machine that loses its power. */
  kill(): void;
  /** A database with the demo network, or migrated and empty. */
  makeDatabase(name: string, content: "empty" | "demo"): Promise<string>;
  /** Stops it and removes what it left. */
  remove(): void;
}

const root = "/usr/lib/postgresql";
const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
const bin = versions.map((version) => join(root, version, "bin")).find((folder) => existsSync(join(folder, "initdb")));

/** Whether this machine has the programs of a PostgreSQL server. */
export const canStartCluster = bin !== undefined;

// PostgreSQL refuses to run as root.
const isRoot = userInfo().uid === 0;
const owner = spawnSync("id", ["postgres"]).status === 0 ? "postgres" : "nobody";

function asOwner(program: string, args: string[]): SpawnSyncReturns<string> {
  const [command, all] = isRoot ? ["runuser", ["-u", owner, "--", program, ...args]] : [program, args];
  return spawnSync(command, all, { cwd: "/", encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
}

function must(result: SpawnSyncReturns<string>, what: string): void {
  if (result.status !== 0) throw new Error(`${what}: ${result.stderr || result.error}`);
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
  must(asOwner(join(bin!, "initdb"), mayForget ? [...initdb, "-N"] : initdb), "initdb");
  const settings = [
    `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${home} -c max_connections=60`,
  ];
  if (mayForget) settings.push("-c fsync=off");
  const control = (...args: string[]) => asOwner(join(bin!, "pg_ctl"), ["-D", directory, "-w", "-t", "60", ...args]);
  const start = () => must(control("-l", join(home, "log"), "-o", settings.join(" "), "start"), "pg_ctl start");
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  start();
  return {
    port,
    url,
    start,
    stop: () => must(control("-m", "fast", "stop"), "pg_ctl stop"),
    kill: () => killAll(Number(readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n")[0])),
    makeDatabase: async (name, content) => {
      await onServer(url("postgres"), `create database ${name}`);
      await migratePostgres(url(name));
      if (content === "demo") {
        const database = await openPostgres(url(name), { migrate: false });
        await loadDemo(database.em, DEMO_DAY);
        await database.close();
      }
      return urlOf(url("postgres"), name);
    },
    remove: () => {
      control("-m", "immediate", "stop");
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
