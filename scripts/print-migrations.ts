import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { migrations } from "../migrations/index.ts";
import { migrationTimeouts } from "../src/database.ts";

/** Writes the SQL of each migration as a file of its own, as it is run, and answers their names. For squawk, and for whoever has to approve one. */
export async function printMigrations(directory: string): Promise<string[]> {
  mkdirSync(directory, { recursive: true });
  const settings = Object.entries(migrationTimeouts).map(([name, value]) => `set ${name} = ${value};`);
  const names: string[] = [];
  for (const Made of migrations) {
    const migration = new Made(undefined as never, undefined as never);
    await migration.up();
    const statements = migration.getQueries().map((query) => `${String(query).trim().replace(/;$/, "")};`);
    writeFileSync(join(directory, `${migration.name}.sql`), `${[...settings, ...statements].join("\n\n")}\n`);
    names.push(migration.name!);
  }
  return names;
}
