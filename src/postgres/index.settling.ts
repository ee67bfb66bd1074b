import type pg from "pg";
import { codeOf, lockNotAvailable } from "../shared/retry.ts";

/** Indexes that are to stand, each with what it is on, and those that are not. */
export interface Indexes {
  late: Readonly<Record<string, string>>;
  retired: readonly string[];
}

/** Builds and drops indexes without stopping anybody. What somebody's long read keeps from it is left for the next start, and answered. */
export async function settleIndexes(client: pg.Client, { late, retired }: Indexes): Promise<string[]> {
  await client.query("set lock_timeout = '10s'");
  const { rows: broken } = await client.query<{ name: string }>(
    "select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid where not i.indisvalid and c.relname = any($1)",
    [Object.keys(late)],
  );
  const statements = [
    // One whose building was broken off is there, and of no use.
    ...broken.map(({ name }) => `drop index concurrently if exists ${name}`),
    ...Object.entries(late).map(([name, on]) => `create index concurrently if not exists ${name} on ${on}`),
    ...retired.map((name) => `drop index concurrently if exists ${name}`),
  ];
  const left: string[] = [];
  for (const statement of statements) {
    try {
      await client.query(statement);
    } catch (error) {
      if (codeOf(error) !== lockNotAvailable) throw error;
      left.push(statement);
    }
  }
  return left;
}

/** The same for the embedded database, which has one connection and nobody to stop. */
export const settlingSql = ({ late, retired }: Indexes): string =>
  [
    ...Object.entries(late).map(([name, on]) => `create index if not exists ${name} on ${on};`),
    ...retired.map((name) => `drop index if exists ${name};`),
  ].join("\n");
