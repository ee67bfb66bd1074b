import "reflect-metadata";
import { doorDrill } from "./door.drill.ts";
import { faultsDrill } from "./faults.drill.ts";
import { importsDrill } from "./imports.drill.ts";
import { rowsDrill } from "./rows.drill.ts";

const drills: Record<string, () => Promise<void>> = {
  door: doorDrill,
  faults: faultsDrill,
  imports: importsDrill,
  rows: rowsDrill,
};

/** `npm run drill -- door`, `faults`, `imports` or `rows`: what is measured in times, and so is no test. */
const drill = drills[process.argv[2] ?? ""];
if (!drill) {
  console.error(`npm run drill -- <name>; there are ${Object.keys(drills).join(", ")}`);
  process.exit(1);
}
await drill();
