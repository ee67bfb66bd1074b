import type { FastifyInstance } from "fastify";
import { Refusal } from "./refusal.ts";

/** What has not been answered by then is broken off with its socket. */
const patience = 8_000;

/**
 * While the server stops it answers what it has begun and refuses what is new, /ready among it, so that a balancer sees it and goes to
 * another one; only then it listens no more. Each answer closes its socket: idle keep-alive ones would hold the stop back for most of a
 * minute. Streams have to be ended by a preClose hook that was added before.
 */
export function refuseOnStop(app: FastifyInstance): void {
  let stopping = false;
  let running = 0;
  let onIdle = () => {};

  app.addHook("onRequest", async (_request, reply) => {
    if (stopping) {
      const message = "The server is stopping. Try again: another one may answer.";
      throw new Refusal(503, "UNAVAILABLE", { message, headers: { "retry-after": "1" } });
    }
    running += 1;
    reply.raw.once("close", () => {
      running -= 1;
      if (running === 0) onIdle();
    });
  });
  app.addHook("preClose", async () => {
    stopping = true;
    if (running === 0) return;
    await new Promise<void>((resolve) => {
      onIdle = resolve;
      setTimeout(resolve, patience).unref();
    });
  });
  app.addHook("onSend", async (_request, reply) => {
    if (stopping) reply.header("connection", "close");
  });
}
