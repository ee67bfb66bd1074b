import type pg from "pg";
import { lateIndexes, retiredIndexes } from "../../migrations/indexes.ts";
import { codeOf, lockNotAvailable } from "../shared/retry.ts";

/** Builds and drops what migrations/indexes.ts says, without stopping anybody. What somebody's long read keeps from it is left for the next start. */
export async function settleIndexes(client: pg.Client): Promise<void> {
  await client.query("set lock_timeout = '10s'");
  const { rows: broken } = await client.query<{ name: string }>(
    "select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid where not i.indisvalid and c.relname = any($1)",
    [Object.keys(lateIndexes)],
  );
  const statements = [
    // One whose building was broken off is there, and of no use.
    ...broken.map(({ name }) => `drop index concurrently if exists ${name}`),
    ...Object.entries(lateIndexes).map(([name, on]) => `create index concurrently if not exists ${name} on ${on}`),
    ...retiredIndexes.map((name) => `drop index concurrently if exists ${name}`),
  ];
  for (const statement of statements) {
    try {
      await client.query(statement);
    } catch (error) {
      if (codeOf(error) !== lockNotAvailable) throw error;
    }
  }
}

/** The same for the embedded database, which has one connection and nobody to stop. */
export const settlingSql = (): string =>
  [
    ...Object.entries(lateIndexes).map(([name, on]) => `create index if not exists ${name} on ${on};`),
    ...retiredIndexes.map((name) => `drop index if exists ${name};`),
  ].join("\n");
