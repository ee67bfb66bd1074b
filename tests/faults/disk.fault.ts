import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of so many megabytes, in memory, that a test may fill; null where this user may not make one. */
export interface SmallDisk {
  path: string;
  fill(): void;
  empty(): void;
  remove(): void;
}

export function makeSmallDisk(megabytes: number): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), "partner-graph-disk-"));
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path]).status !== 0) {
    rmdirSync(path);
    return null;
  }
  const filler = join(path, "filler");
  return {
    path,
    fill: () => {
      const block = Buffer.alloc(1 << 16);
      try {
        for (;;) appendFileSync(filler, block);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      }
    },
    empty: () => rmSync(filler, { force: true }),
    remove: () => {
      spawnSync("umount", [path]);
      rmdirSync(path);
    },
  };
}
