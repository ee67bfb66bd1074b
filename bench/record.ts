import type { Database } from "../src/database.ts";

/** One statement as it reached the database: what a bare client must send to get the same rows. */
export interface Statement {
  sql: string;
  parameters: unknown[];
}

interface Connection {
  executeQuery(query: { sql: string; parameters: readonly unknown[] }, ...rest: unknown[]): Promise<unknown>;
}
interface Executor {
  provideConnection<T>(work: (connection: Connection) => Promise<T>, ...rest: unknown[]): Promise<T>;
}

/** Every statement that some work sends, BEGIN and COMMIT included, in order. Run nothing beside it. */
export async function record(database: Database, work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const orm = database.em.getConnection() as unknown as { getClient(): { getExecutor(): Executor } };
  const executor = orm.getClient().getExecutor();
  const provide = executor.provideConnection;
  executor.provideConnection = (body, ...rest) =>
    provide.call(
      executor,
      async (connection) => {
        const execute = connection.executeQuery;
        connection.executeQuery = (query, ...others) => {
          statements.push({ sql: query.sql, parameters: [...query.parameters] });
          return execute.call(connection, query, ...others);
        };
        return body(connection).finally(() => {
          connection.executeQuery = execute;
        });
      },
      ...rest,
    ) as ReturnType<typeof body>;
  try {
    await work();
  } finally {
    executor.provideConnection = provide;
  }
  return statements;
}
