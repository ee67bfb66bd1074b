import { randomUUID } from "node:crypto";
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import Fastify, { type FastifyInstance } from "fastify";
import type { Config } from "../config.ts";
import { acceptJsonOnly } from "./body.parser.ts";
import { Refusal, refuseError, refuseSocket } from "./refusal.ts";

/** An HTTP server without a route: its limits, its headers, and one shape of answer for whatever goes wrong. */
export async function httpServer(config: Config): Promise<FastifyInstance> {
  const { requestSeconds, corsOrigins, trustedProxies } = config.door;
  const app = Fastify({
    logger: { level: config.logLevel, redact: ["req.headers.authorization"] },
    genReqId: () => randomUUID(),
    trustProxy: trustedProxies.length > 0 && trustedProxies,
    // The whole request, body included, has to be there by then; Node looks for late ones once a second.
    requestTimeout: requestSeconds * 1_000,
    // A socket on which nothing moves, in the end; later than the above, which says why it hangs up.
    connectionTimeout: (requestSeconds + 5) * 1_000,
    http: { headersTimeout: Math.min(10, requestSeconds) * 1_000, connectionsCheckingInterval: 1_000 },
    frameworkErrors: refuseError,
    clientErrorHandler: refuseSocket,
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  app.setErrorHandler(refuseError);
  app.setNotFoundHandler((request, reply) => refuseError(new Refusal(404, "NOT_FOUND"), request, reply));
  acceptJsonOnly(app, config.door);
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  });
  if (corsOrigins.length > 0) {
    await app.register(cors, {
      origin: corsOrigins,
      methods: ["GET", "POST"],
      allowedHeaders: ["authorization", "content-type", "accept-language", "apollo-require-preflight"],
      exposedHeaders: ["x-request-id", "retry-after"],
      maxAge: 600,
    });
  }
  return app;
}
