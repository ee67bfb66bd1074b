import { Agent, request } from "node:http";

/** One request: where, as whom, what. */
export interface Call {
  url: string;
  token?: string;
  body: string;
}

/** Posts over a kept connection and answers the body. Throws for anything but 200. */
export function post(agent: Agent, { url, token, body }: Call): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const sent = request(url, { agent, method: "POST", headers }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on("data", (chunk) => chunks.push(chunk));
      reply.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        if (reply.statusCode === 200) resolve(text);
        else reject(new Error(`${url} answered ${reply.statusCode}: ${text.slice(0, 500)}`));
      });
      reply.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Milliseconds of each call, and how long all took together. */
export interface Timing {
  each: number[];
  total: number;
}

/** Works through the calls on some connections, each taking the next as soon as it is free. */
export async function time(calls: readonly Call[], connections: number): Promise<Timing> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const each: number[] = [];
  let next = 0;
  const started = performance.now();
  const work = async () => {
    while (next < calls.length) {
      const call = calls[next++]!;
      const before = performance.now();
      await post(agent, call);
      each.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
  return { each, total: performance.now() - started };
}
