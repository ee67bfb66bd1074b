import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { onPostgres } from "./support/database.ts";

/**
 * The embedded directory belongs to one process at a time, and to the next one the moment the first is gone, however it went.
 * Four processes start here one after the other, two of which make a database: on a busy machine that takes its minute.
 */
let directory: string;
const running: Holder[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "partner-graph-lock-"));
});
afterEach(async () => {
  for (const holder of running.splice(0)) holder.process.kill("SIGKILL");
  await rm(directory, { recursive: true, force: true });
});

interface Holder {
  process: ChildProcessWithoutNullStreams;
  /** The next line it says; null when it ends instead. */
  line(): Promise<string | null>;
  said: { err: string };
  ended: Promise<unknown>;
}

function open(script = "tests/support/hold-directory.ts", env: NodeJS.ProcessEnv = {}): Holder {
  const root = join(import.meta.dirname, "..");
  const child = spawn(process.execPath, ["--import", "tsx", script, directory], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = { err: "" };
  child.stderr.on("data", (chunk) => {
    said.err += chunk;
  });
  const holder = {
    process: child,
    line: async () => (await lines.next()).value ?? null,
    said,
    ended: once(child, "close"),
  };
  running.push(holder);
  return holder;
}

test.skipIf(onPostgres)(
  "a second process is told so in one line, the first loses nothing, and kill -9 frees the directory",
  async () => {
    const first = open();
    expect(await first.line()).toBe("open 0");

    const second = open();
    expect(await second.line()).toBeNull();
    await second.ended;
    expect(second.process.exitCode).toBe(1);
    expect(second.said.err.trim().split("\n")).toEqual([expect.stringContaining("is in use by another process")]);

    const server = open("src/main.ts", { DATA_DIR: directory, PORT: "0", DATABASE_URL: "" });
    await server.ended;
    expect(server.process.exitCode).toBe(1);
    expect(server.said.err.trim().split("\n")).toEqual([expect.stringContaining("is in use by another process")]);

    first.process.stdin.write("go\n");
    expect(await first.line()).toBe("written 1");
    first.process.kill("SIGKILL");
    await first.ended;

    const third = open();
    expect(await third.line()).toBe("open 1");
    third.process.stdin.end();
    await third.ended;
    expect(third.process.exitCode).toBe(0);
  },
  240_000,
);
