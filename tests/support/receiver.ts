import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** One delivery as a receiver got it. */
export interface Received {
  id: string;
  headers: IncomingMessage["headers"];
  body: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read it by paths that they show
  json: any;
  path: string;
  at: number;
}

/** A receiver of events on loopback. */
export interface Receiver {
  url: string;
  received: Received[];
  /** How it answers each delivery; 204 unless said. */
  answer: (delivery: Received, response: ServerResponse) => void | Promise<void>;
  /** Waits until it got so many. */
  until(count: number, ms?: number): Promise<void>;
  close(): Promise<void>;
}

export async function startReceiver(tls?: { key: string; cert: string }): Promise<Receiver> {
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const { headers, url = "/" } = request;
      const id = String(headers["webhook-id"]);
      const delivery = { id, headers, body, json: JSON.parse(body), path: url, at: performance.now() };
      receiver.received.push(delivery);
      void receiver.answer(delivery, response);
    });
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: Receiver = {
    url: `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    answer: (_, response) => void response.writeHead(204).end(),
    until: async (count, ms = 15_000) => {
      const late = performance.now() + ms;
      while (receiver.received.length < count) {
        if (performance.now() > late) throw new Error(`${receiver.received.length} of ${count} deliveries came`);
        await pause(5);
      }
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
}
