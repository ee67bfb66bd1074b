import { randomUUID } from "node:crypto";
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import Fastify, { type FastifyInstance, LogController } from "fastify";
import type { Config } from "../config.ts";
import { loggerOptions } from "../telemetry/logger.ts";
import { acceptJsonOnly } from "./body.parser.ts";
import { Refusal, refuseError, refuseSocket } from "./refusal.ts";

/** An HTTP server without a route: its limits, its headers, and one shape of answer for whatever goes wrong. */
export async function httpServer(config: Config): Promise<FastifyInstance> {
  const { arrivalSeconds, corsOrigins, trustedProxies } = config.door;
  const app = Fastify({
    logger: loggerOptions(config.logLevel),
    // door/stopping.ts answers while the server stops, in GraphQL's shape.
    return503OnClosing: false,
    // One line a request, and that of our own: telemetry/request.end.ts.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: trustedProxies.length > 0 && trustedProxies,
    // The whole request, body included, has to be there by then; Node looks for late ones once a second.
    requestTimeout: arrivalSeconds * 1_000,
    // A socket on which nothing moves, in the end; later than the above, which says why it hangs up.
    connectionTimeout: (arrivalSeconds + 5) * 1_000,
    http: { headersTimeout: Math.min(10, arrivalSeconds) * 1_000, connectionsCheckingInterval: 1_000 },
    frameworkErrors: refuseError,
    clientErrorHandler: refuseSocket,
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    // What was answered to one viewer is nobody else's, and not a browser's to keep.
    reply.header("cache-control", "no-store");
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
