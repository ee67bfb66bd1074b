import type { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import type { Database } from "../../src/database.ts";

/** One statement that reached the database, and how many rows it wrote (0 for reading ones). */
export interface Statement {
  sql: string;
  written: number;
}

interface Client {
  query(...args: unknown[]): Promise<{ command?: string; rowCount?: number | null; affectedRows?: number }>;
}

/**
 * Every statement that some work sends, BEGIN and SET included, on either driver: for tests that rows cost no round trips and
 * that a replay writes nothing. It sees whatever runs in the process meanwhile, so run nothing beside it.
 */
export async function recordStatements(database: Database, work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const native = database.em.getConnection() as unknown as { getNativeClient(): Promise<PGlite> };
  const client = (database.kind === "pglite"
    ? await native.getNativeClient()
    : pg.Client.prototype) as unknown as Client;
  const query = client.query;
  client.query = async function (this: Client, ...args) {
    const text = typeof args[0] === "string" ? args[0] : (args[0] as { text: string }).text;
    const result = await query.apply(this, args);
    const reads = result?.command === "SELECT" || /^\s*(select|with)\b/i.test(text);
    statements.push({ sql: text, written: reads ? 0 : (result?.rowCount ?? result?.affectedRows ?? 0) });
    return result;
  };
  try {
    await work();
  } finally {
    client.query = query;
  }
  return statements;
}

/** How many rows some work wrote by insert, update and delete statements of its own (not inside functions). */
export async function countWritten(database: Database, work: () => Promise<unknown>): Promise<number> {
  return (await recordStatements(database, work)).reduce((sum, statement) => sum + statement.written, 0);
}
