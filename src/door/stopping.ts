import type { FastifyInstance } from "fastify";
import { refuse } from "./refusal.ts";

/**
 * While the server stops it answers what it has begun, refuses what is new (its sockets may still bring some, /ready among it), and closes
 * each socket with its answer: idle keep-alive ones would hold the stop back for most of a minute.
 */
export function refuseOnStop(app: FastifyInstance): void {
  let stopping = false;
  app.addHook("preClose", async () => {
    stopping = true;
  });
  app.addHook("onRequest", async (_request, reply) => {
    if (!stopping) return;
    reply.header("retry-after", "1");
    return refuse(reply, 503, "UNAVAILABLE", "The server is stopping. Try again: another one may answer.");
  });
  app.addHook("onSend", async (_request, reply) => {
    if (stopping) reply.header("connection", "close");
  });
}
