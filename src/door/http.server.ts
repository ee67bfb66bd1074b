import { randomUUID } from "node:crypto";
import helmet from "@fastify/helmet";
import Fastify, { type FastifyInstance, LogController } from "fastify";
import type { Config } from "../config.ts";
import { loggerOptions } from "../telemetry/logger.ts";
import { refuseError } from "./refusal.ts";

/** An HTTP server without a route: its limits, its headers, and one shape of answer for whatever goes wrong. */
export async function httpServer(config: Config): Promise<FastifyInstance> {
  const app = Fastify({
    logger: loggerOptions(config.logLevel),
    // door/stopping.ts answers while the server stops, in GraphQL's shape.
    return503OnClosing: false,
    // One line a request, and that of our own: telemetry/request.end.ts.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: 20 * 1024 * 1024,
    connectionTimeout: 30_000,
    requestTimeout: 30_000,
  });
  app.setErrorHandler(refuseError);
  await app.register(helmet, { contentSecurityPolicy: false });
  return app;
}
