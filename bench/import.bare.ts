import { execFile } from "node:child_process";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);

/**
 * The same two files by COPY (psql's) into tables of their columns, and then indexes of the kinds that ours have: keys, the name by trigrams, both
 * directions of a relationship and its period. Answers the milliseconds of both parts.
 */
export async function copyBare(url: string, paths: { organizations: string; supplies: string }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("create extension if not exists pg_trgm");
    await client.query(
      `create table bare_organization (number text collate "C", name text collate "C", region text collate "C", industry text collate "C")`,
    );
    await client.query(
      `create table bare_supply (supplier_number text collate "C", buyer_number text collate "C", observed_on date, evidence_kind text collate "C", amount numeric(24, 2))`,
    );
    const began = performance.now();
    for (const [table, path] of [
      ["bare_organization", paths.organizations],
      ["bare_supply", paths.supplies],
    ] as const)
      await run("psql", [url, "-qc", `\\copy ${table} from '${path}' with (format csv, header)`]);
    const copied = performance.now();
    for (const index of [
      "create unique index on bare_organization (number)",
      "create index on bare_organization using gin (name gin_trgm_ops)",
      "create index on bare_organization (region, name)",
      "create unique index on bare_supply (supplier_number, buyer_number, evidence_kind, observed_on)",
      "create index on bare_supply (supplier_number, evidence_kind, amount desc, buyer_number) include (observed_on)",
      "create index on bare_supply (buyer_number, evidence_kind, amount desc, supplier_number) include (observed_on)",
    ])
      await client.query(index);
    return { copy: copied - began, indexes: performance.now() - copied };
  } finally {
    await client.end();
  }
}
