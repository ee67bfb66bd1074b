import type pg from "pg";
import { currentRequest, RequestEnded } from "../shared/request.ts";
import { codeOf } from "../shared/retry.ts";
import { cancelStatement } from "./cancel.ts";

/** Told of each statement as it begins; what it answers is called when the statement has ended, with the error if there was one. */
export type StatementObserver = (sql: string) => (error?: unknown) => void;

/** How long a session may take to come back after its statement was cancelled. Then its socket is closed: nobody answers there. */
const grace = 250;
/** Outside of requests (jobs, commands) a statement ends by the database's own statement_timeout; this is for a database that is gone. */
const lostAfter = 35_000;
/** A rollback is quick, or the line is dead. */
const rollbackWithin = 500;

/**
 * With these PostgreSQL says that it ends the session: it was told to, goes down, or a transaction took too long. The line is cut a while after, and
 * a caller who was given the session meanwhile would pay for it.
 */
const endsSession = /^(57P|25P0[34])/;

const isRollback = /^\s*rollback\b/i;
const isCommit = /^\s*commit\b/i;
const isBegin = /^\s*(begin|start transaction)\b/i;
/** Not to a savepoint. */
const isEnd = /^\s*rollback\s*$/i;

/**
 * Bounds what a pool's callers wait for. Within a request (shared/request.ts) everything ends when the request does: waiting for a
 * connection, and the statement that runs, which is cancelled in PostgreSQL; a single statement ends by a limit of its own. A session that does not come back from that is thrown away, so
 * that the next caller does not inherit it. A transaction that was cut off can only be rolled back.
 */
export function boundPool(pool: pg.Pool, observe: StatementObserver): void {
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  pool.connect = (async () => {
    const signal = currentRequest()?.signal;
    signal?.throwIfAborted();
    const connecting = connect();
    return boundClient(signal ? await orEnded(connecting, signal) : await connecting, observe);
  }) as typeof pool.connect;
}

/** Closing the session rolls back as well. */
const rolledBack: pg.QueryResult = { command: "ROLLBACK", rowCount: null, oid: 0, fields: [], rows: [] };

/** What Kysely needs of a client. */
interface BoundClient {
  query(sql: string, parameters: unknown[]): Promise<pg.QueryResult>;
  release(): void;
}

function boundClient(client: pg.PoolClient, observe: StatementObserver): BoundClient {
  let lost: Error | undefined;

  /** Cancels the running statement, and gives the session up when it does not come back. A commit is not cancelled: it is all but done. */
  const stop = async (sql: string, settled: Promise<unknown>, reason: Error) => {
    const timer = setTimeout(() => {
      lost = reason;
      (client as unknown as { connection: pg.Connection }).connection.stream.destroy();
    }, grace);
    // The session goes on only when the cancel request is over, or it might hit the next statement.
    const cancelled = isCommit.test(sql) ? undefined : cancelStatement(client, grace);
    await Promise.all([cancelled, settled.catch(() => {})]);
    clearTimeout(timer);
  };

  let isReleased = false;
  const release = () => {
    if (!isReleased) client.release(lost);
    isReleased = true;
  };

  const run = async (sql: string, parameters: unknown[]) => {
    if (lost) throw lost;
    const request = isRollback.test(sql) ? undefined : currentRequest();
    request?.signal.throwIfAborted();
    const limit = request?.statementLimit ?? (isRollback.test(sql) ? rollbackWithin : lostAfter);
    const ended = observe(sql);
    const running = client.query(sql, parameters);
    let endedBy: Error | undefined;
    let stopped: Promise<void> | undefined;
    const end = (reason: Error) => {
      endedBy ??= reason;
      stopped ??= stop(sql, running, endedBy);
    };
    const onAbort = () => end(request!.signal.reason);
    request?.signal.addEventListener("abort", onAbort, { once: true });
    const timer = setTimeout(
      () => end(request ? new RequestEnded("TIMED_OUT") : new Error("timeout: the database does not answer")),
      limit,
    );
    try {
      const result = await running;
      ended();
      return result;
    } catch (error) {
      ended(error);
      if (endsSession.test(codeOf(error))) lost ??= error as Error;
      throw endedBy ?? error;
    } finally {
      clearTimeout(timer);
      request?.signal.removeEventListener("abort", onAbort);
      await stopped;
    }
  };

  /** Kysely gives a connection back when its transaction has ended: never, when it could not begin or be rolled back. The pool would be smaller for good. */
  const query = async (sql: string, parameters: unknown[]) => {
    try {
      return await run(sql, parameters);
    } catch (error) {
      if (!isBegin.test(sql) && !isEnd.test(sql)) throw error;
      lost ??= error as Error;
      if (isEnd.test(sql)) return rolledBack;
      release();
      throw error;
    }
  };

  return { query, release };
}

/** The connection, or the end of the request; a connection that comes too late goes back to the pool. */
function orEnded(connecting: Promise<pg.PoolClient>, signal: AbortSignal): Promise<pg.PoolClient> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    connecting.then((client) => {
      signal.removeEventListener("abort", onAbort);
      if (signal.aborted) client.release();
      else resolve(client);
    }, reject);
  });
}
