import "reflect-metadata";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** `npm run drill -- <name>`: a file of this folder that ends in .drill.ts, each with what it measures in its head: times, which no test asserts. */
const folder = import.meta.dirname;
const name = process.argv[2] ?? "";
const file = join(folder, `${name}.drill.ts`);
if (/^[a-z-]+$/.test(name) && existsSync(file)) await import(file);
else {
  const names = readdirSync(folder).flatMap((one) => /^(.*)\.drill\.ts$/.exec(one)?.[1] ?? []);
  console.error(`npm run drill -- <${names.join(" | ")}>`);
  process.exitCode = 1;
}
