import { randomUUID } from "node:crypto";
import {
  type ApolloFastifyContextFunction,
  fastifyApolloDrainPlugin,
  fastifyApolloHandler,
} from "@as-integrations/fastify";
import helmet from "@fastify/helmet";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { sql } from "kysely";
import type { Config } from "./config.ts";
import type { Context } from "./context.ts";
import type { Database } from "./database.ts";
import { graphiqlPage } from "./developer-page.ts";
import { createApollo } from "./execution/apollo.ts";
import { isOutage } from "./execution/outage.ts";
import { tokenVerifier } from "./modules/access/token.service.ts";
import { viewerService } from "./modules/access/viewer.service.ts";
import { buildApiSchema } from "./schema.ts";
import { today } from "./shared/day.ts";
import { type ErrorCode, errorCodes } from "./shared/error-codes.ts";
import type { Viewer } from "./shared/viewer.ts";

export interface ServerOptions {
  config: Config;
  database: Database;
  /** What day it is; tests hold it still. */
  clock?: () => string;
}

/** The whole service on one Fastify instance, ready to listen or to be injected into. */
export async function createServer({ config, database, clock = today }: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: { level: config.logLevel, redact: ["req.headers.authorization"] },
    genReqId: () => randomUUID(),
    bodyLimit: 20 * 1024 * 1024,
    connectionTimeout: 30_000,
    requestTimeout: 30_000,
  });
  const apollo = createApollo(buildApiSchema(), { production: config.production, log: app.log });
  apollo.addPlugin(fastifyApolloDrainPlugin(app));
  await apollo.start();

  let stopping = false;
  app.addHook("preClose", async () => {
    stopping = true;
  });
  // Idle keep-alive sockets would hold the stop back for most of a minute.
  app.addHook("onSend", async (_request, reply) => {
    if (stopping) reply.header("connection", "close");
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = isOutage(error) ? 503 : (error.statusCode ?? 500);
    if (status >= 500) request.log.error(error);
    return refuse(
      reply,
      status,
      status === 503 ? "UNAVAILABLE" : status >= 500 ? "INTERNAL" : "BAD_REQUEST",
      status < 500 ? error.message : undefined,
    );
  });
  await app.register(helmet, { contentSecurityPolicy: false });

  const authenticate = authenticator(config, database);
  const context: ApolloFastifyContextFunction<Context> = async (request) => ({
    viewer: (request as FastifyRequest & { viewer: Viewer }).viewer,
    em: database.em,
    today: clock(),
    language: /^en\b/i.test(request.headers["accept-language"] ?? "") ? "en" : "zh",
  });
  app.route({
    method: ["GET", "POST"],
    url: "/graphql",
    preHandler: authenticate,
    handler: fastifyApolloHandler(apollo, { context }),
  });
  app.get("/health", () => ({ status: "ok" }));
  app.get("/ready", async (_request, reply) => {
    try {
      await sql`select 1`.execute(database.em.getKysely());
      return { status: "ready" };
    } catch {
      return refuse(reply, 503, "UNAVAILABLE");
    }
  });
  if (!config.production) app.get("/graphiql", (_request, reply) => reply.type("text/html").send(graphiqlPage()));
  return app;
}

/** Nobody anonymous gets past: a valid bearer token, whose role, branch or platform exists, or 401. */
function authenticator(config: Config, database: Database) {
  const verify = tokenVerifier(config);
  const viewerOf = viewerService(database.em);
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const [scheme, token] = (request.headers.authorization ?? "").split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !token) return refuse(reply, 401, "UNAUTHENTICATED");
    const claims = await verify(token).catch(() => null);
    const viewer = claims && (await viewerOf(claims));
    if (!viewer) return refuse(reply, 401, "UNAUTHENTICATED");
    (request as FastifyRequest & { viewer: Viewer }).viewer = viewer;
  };
}

function refuse(reply: FastifyReply, status: number, code: ErrorCode, message: string = errorCodes[code]) {
  if (status === 401) reply.header("www-authenticate", "Bearer");
  return reply
    .code(status)
    .type("application/json")
    .send({ errors: [{ message, extensions: { code } }] });
}
