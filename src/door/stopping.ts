import type { FastifyInstance } from "fastify";

/** Idle keep-alive sockets would hold the stop back for most of a minute: while it stops, every answer closes its own. */
export function closeSocketsOnStop(app: FastifyInstance): void {
  let stopping = false;
  app.addHook("preClose", async () => {
    stopping = true;
  });
  app.addHook("onSend", async (_request, reply) => {
    if (stopping) reply.header("connection", "close");
  });
}
