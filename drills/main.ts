import "reflect-metadata";
import { faultsDrill } from "./faults.drill.ts";

const drills: Record<string, () => Promise<void>> = { faults: faultsDrill };

/** `npm run drill -- faults`: what is measured in times, and so is no test. */
const drill = drills[process.argv[2] ?? ""];
if (!drill) {
  console.error(`npm run drill -- <name>; there are ${Object.keys(drills).join(", ")}`);
  process.exit(1);
}
await drill();
