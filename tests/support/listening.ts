import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { type Asker, startServer, type TestServer } from "./server.ts";

/** A reply over a real socket. */
export interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read it by paths that the question beside it shows
  body: any;
}

export interface ListeningServer extends TestServer {
  url: string;
  /** Posts a body as it is, or JSON made of it, to /graphql. */
  post(asker: Asker, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Writes to a socket, and answers what came back until the server closed it. */
  raw(parts: readonly string[], pauseMs?: number): Promise<string>;
}

/** A server that really listens, on a free port of this machine. */
export async function startListening(env: Record<string, string> = {}): Promise<ListeningServer> {
  const server = await startServer("demo", env);
  await server.app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = server.app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/graphql`;
  const post: ListeningServer["post"] = async (asker, body, headers = {}) => {
    const reply = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${await server.token(asker)}`,
        ...headers,
      },
      body: typeof body === "string" || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
    });
    return { status: reply.status, headers: reply.headers, body: JSON.parse(await reply.text()) };
  };
  const raw: ListeningServer["raw"] = (parts, pauseMs = 0) =>
    new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1");
      let answer = "";
      socket.on("data", (chunk) => {
        answer += chunk;
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve(answer));
      const write = async () => {
        for (const part of parts) {
          if (!socket.writable) return;
          socket.write(part);
          if (pauseMs > 0) await new Promise((next) => setTimeout(next, pauseMs));
        }
      };
      void write();
    });
  return { ...server, url, post, raw };
}
