import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = join(process.env.SHARED_DIR ?? join(root, "../shared"), "data");

/** False where the shared real data is not at hand; for `describe.skipIf(!hasSharedData)`. In CI its absence is a failure. */
export const hasSharedData: boolean = existsSync(folder);

if (!hasSharedData) {
  if (process.env.CI)
    throw new Error("the shared data (../shared/data or SHARED_DIR) is missing, and in CI that is a failure");
  console.warn("SKIPPED: tests on real data, for ../shared/data is not at hand (SHARED_DIR names another place)");
}

/** Path of a file or folder of the shared data. */
export const sharedData = (...path: string[]): string => join(folder, ...path);
