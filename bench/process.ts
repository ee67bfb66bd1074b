import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** A Node process of ours, and what it said where it listens. */
export interface Started {
  said: RegExpExecArray;
  pid: number;
  stop(): Promise<void>;
}

/** Starts a file of the project, and waits until it has said something. */
export function start(file: string, args: string[], env: NodeJS.ProcessEnv, said: RegExp): Promise<Started> {
  // As npm start does.
  const flags = env.BENCH_NODE_FLAGS?.split(" ") ?? ["--max-semi-space-size=16", "--heap-growing-percent=100"];
  const child = spawn(process.execPath, [...flags, "--import", "tsx", join(root, file), ...args], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const match = said.exec(output);
      if (match) resolve({ said: match, pid: child.pid!, stop: () => stop(child) });
    });
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code}: ${output}`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}
