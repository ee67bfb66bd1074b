import { readdirSync, readFileSync } from "node:fs";

/** What this process and those that it started hold of memory, in MiB, at most so far; looked at ten times a second. */
export function watchMemory(): { peak(): number; stop(): void } {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentOf(process.pid));
  }, 100);
  return { peak: () => Math.round(peak / 1024), stop: () => clearInterval(timer) };
}

function residentOf(pid: number): number {
  try {
    const [own] = /(?<=VmRSS:\s+)\d+/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? ["0"];
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return Number(own) + children.reduce((sum, child) => sum + residentOf(child), 0);
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}
