import type { Database } from "../../src/database.ts";

/** One statement as it reached the database, and how many rows it wrote (0 for reading ones). */
export interface Statement {
  sql: string;
  parameters: unknown[];
  written: number;
}

interface Connection {
  executeQuery(
    query: { sql: string; parameters: readonly unknown[] },
    ...rest: unknown[]
  ): Promise<{ numAffectedRows?: bigint }>;
}
interface Executor {
  provideConnection<T>(work: (connection: Connection) => Promise<T>, ...rest: unknown[]): Promise<T>;
}

/**
 * Every statement that some work sends, BEGIN and COMMIT included, in order, on either driver: for tests that rows cost no round trips
 * and that a replay writes nothing, and for replaying the very same ones without us. It sees whatever runs on the database meanwhile, so run nothing beside it.
 */
export async function recordStatements(database: Database, work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  // Both drivers, inside a transaction and out, take their connections here.
  const orm = database.em.getConnection() as unknown as { getClient(): { getExecutor(): Executor } };
  const executor = orm.getClient().getExecutor();
  const provide = executor.provideConnection;
  executor.provideConnection = (body, ...rest) =>
    provide.call(
      executor,
      async (connection) => {
        const execute = connection.executeQuery;
        connection.executeQuery = async (query, ...others) => {
          const result = await execute.call(connection, query, ...others);
          const reads = /^\s*select\b/i.test(query.sql);
          statements.push({
            sql: query.sql,
            parameters: [...query.parameters],
            written: reads ? 0 : Number(result.numAffectedRows ?? 0),
          });
          return result;
        };
        try {
          return await body(connection);
        } finally {
          connection.executeQuery = execute;
        }
      },
      ...rest,
    ) as ReturnType<typeof body>;
  try {
    await work();
  } finally {
    executor.provideConnection = provide;
  }
  if (statements.length === 0)
    throw new Error("nothing was recorded: no statement, or one that went past the recorder");
  return statements;
}

/** How many rows some work wrote by insert, update and delete statements of its own (not inside functions). */
export async function countWritten(database: Database, work: () => Promise<unknown>): Promise<number> {
  return (await recordStatements(database, work)).reduce((sum, statement) => sum + statement.written, 0);
}
