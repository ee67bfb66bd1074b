import pg from "pg";

/** What a client of pg knows of its session, past what its types tell. */
interface Session {
  host: string;
  port: number;
  ssl: unknown;
  processID: number;
  secretKey: number;
}
interface Line extends pg.Connection {
  connect(port: number, host: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
}

/**
 * Asks PostgreSQL to end what a client's session is running, by the protocol's own cancel request: it needs no free connection slot and no
 * login, and PgBouncer understands it. Answers when the server has closed the line, which it does after it has sent the signal; never
 * fails, for then there is nothing more to be done. PGlite has no such thing: it runs in this process, and a statement blocks it to its end.
 */
export function cancelStatement(client: pg.ClientBase, patience: number): Promise<void> {
  const { host, port, ssl, processID, secretKey } = client as unknown as Session;
  return new Promise((resolve) => {
    const line = new pg.Connection({ ssl } as object) as Line;
    const timer = setTimeout(() => line.stream.destroy(), patience);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const send = () => line.cancel(processID, secretKey);
    line.once("connect", () => (ssl ? line.requestSsl() : send()));
    line.once("sslconnect", send);
    line.on("error", done);
    line.once("end", done);
    if (host.startsWith("/")) (line as unknown as { connect(path: string): void }).connect(`${host}/.s.PGSQL.${port}`);
    else line.connect(port, host);
  });
}
