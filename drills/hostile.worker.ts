import { Agent, request } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

/** What a worker sends, in a thread of its own so that it does not hold back who measures. */
export interface HostileWork {
  url: string;
  tokens: string[];
  /** Bodies as they are; each connection begins at another one. */
  bodies: string[];
  connections: number;
  milliseconds: number;
  /** Requests a second of each connection at most; 0: as fast as they go. */
  perSecond: number;
}

/** How often each status was answered; 0: broken off. */
export type HostileTally = Record<number, number>;

const { url, tokens, bodies, connections, milliseconds, perSecond } = workerData as HostileWork;
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const until = performance.now() + milliseconds;
const tally: HostileTally = {};

const send = (body: string, token: string) =>
  new Promise<number>((resolve) => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const sent = request(url, { agent, method: "POST", headers }, (reply) => {
      reply.resume();
      reply.on("end", () => resolve(reply.statusCode!));
    });
    sent.on("error", () => resolve(0));
    sent.end(body);
  });

const work = async (_: unknown, first: number) => {
  for (let i = first; performance.now() < until; i++) {
    const status = await send(bodies[i % bodies.length]!, tokens[first % tokens.length]!);
    tally[status] = (tally[status] ?? 0) + 1;
    if (perSecond > 0) await new Promise((resolve) => setTimeout(resolve, 1_000 / perSecond));
  }
};
await Promise.all(Array.from({ length: connections }, work));
agent.destroy();
parentPort!.postMessage(tally);
