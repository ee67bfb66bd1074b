import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "reflect-metadata";
import { printMigrations } from "./print-migrations.ts";

/**
 * What squawk holds against migrations that landed before it was asked, and why it stays: a migration is never edited. What comes
 * later than these may not stand here.
 */
const forgiven: Record<string, Record<string, string>> = {
  "002-graph": {
    "prefer-bigint-over-int": "a number of days; every id is a bigint",
    "ban-char-field": "currency codes have three letters by ISO 4217",
  },
  "003-clients": { "ban-char-field": "currency codes have three letters by ISO 4217" },
  "004-platforms": { "require-concurrent-index-creation": "it came with the first release, whose tables were empty" },
  "005-acquisition": { "prefer-bigint-over-int": "a prior's number of cases, which stays small" },
  "008-audit": { "prefer-bigint-over-int": "how often one thing was refused within a minute" },
  "010-audit-seals": {
    "require-concurrent-index-creation": "of one release with 008, whose tables are empty until then",
  },
  "011-personal-data": { "ban-char-field": "currency codes have three letters by ISO 4217" },
};

const modules = join(import.meta.dirname, "../node_modules");
const directory = mkdtempSync(join(tmpdir(), "partner-graph-migrations-"));
try {
  if (!existsSync(join(modules, "@squawk-cli", `${process.platform}-${process.arch}`)))
    console.log("SKIPPED: squawk has no program for this machine");
  else await lint();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function lint(): Promise<void> {
  for (const name of await printMigrations(directory)) {
    const rules = Object.keys(forgiven[name] ?? {});
    const exclude = rules.length ? ["--exclude", rules.join(",")] : [];
    const args = ["--pg-version", "15", "--assume-in-transaction", ...exclude, join(directory, `${name}.sql`)];
    const { status, stdout, stderr } = spawnSync(join(modules, ".bin/squawk"), args, { encoding: "utf8" });
    if (status === 0) continue;
    console.log(`${stdout}${stderr}`);
    process.exitCode = 1;
  }
}
