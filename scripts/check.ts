import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * `npm run check`: everything that must hold before a change lands. A step says nothing but ok unless it fails; then what it
 * said is shown, and one line says what to do. `--without-tests` leaves the tests to the caller (.ci/run has two databases).
 */
const root = join(import.meta.dirname, "..");
const contract = join(process.env.SHARED_DIR ?? join(root, "../shared"), "tools/check-contract.mjs");

const steps: [name: string, command: string[], remedy: string][] = [
  ["types", ["tsc", "--noEmit"], "see above"],
  ["lint and format", ["biome", "check", "--error-on-warnings", "."], "npm run format mends most of it"],
  [
    "schema drift",
    ["tsx", "scripts/print-schema.ts", "--check"],
    "run npm run schema and commit schema/schema.graphql",
  ],
  [
    "codegen drift",
    ["graphql-codegen", "--config", "codegen.yml", "--check"],
    "run npm run codegen and commit src/client/gql",
  ],
  ["migrations", ["tsx", "scripts/lint-migrations.ts"], "see above; a migration that has landed is not edited"],
];
const failed: string[] = [];

for (const [name, [tool, ...args], remedy] of steps) run(name, join(root, "node_modules/.bin", tool!), args, remedy);
if (existsSync(contract))
  run("contract", process.execPath, [contract], "the emitted schema must keep what callers count on");
else if (process.env.CI) fail("contract", `${contract} is missing, and in CI that is a failure`);
else console.log("SKIPPED contract: ../shared is not at hand (SHARED_DIR names another place)");
if (!process.argv.includes("--without-tests"))
  run("tests", join(root, "node_modules/.bin/vitest"), ["run"], "npm test shows them alone");

console.log(failed.length ? `check FAILED: ${failed.join(", ")}` : "check passed");
process.exitCode = failed.length ? 1 : 0;

function run(name: string, tool: string, args: string[], remedy: string): void {
  const started = Date.now();
  const { status, stdout, stderr, error } = spawnSync(tool, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  if (status === 0) {
    console.log(`ok ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    return;
  }
  console.log(`${stdout ?? ""}${stderr ?? ""}${error ?? ""}`.trim());
  fail(name, remedy);
}

function fail(name: string, remedy: string): void {
  failed.push(name);
  console.log(`FAILED ${name}: ${remedy}`);
}
