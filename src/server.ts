import type { FastifyInstance } from "fastify";
import type { Config } from "./config.ts";
import type { Database } from "./database.ts";
import { type Authenticate, authenticator } from "./door/authenticator.ts";
import { developerPage } from "./door/developer-page.ts";
import { graphqlRoute } from "./door/graphql.route.ts";
import { healthRoutes } from "./door/health.route.ts";
import { httpServer } from "./door/http.server.ts";
import { closeSocketsOnStop } from "./door/stopping.ts";
import { buildApiSchema } from "./schema.ts";
import { today } from "./shared/day.ts";

export interface ServerOptions {
  config: Config;
  database: Database;
  /** What day it is; tests hold it still. */
  clock?: () => string;
  /** Who sends a request; bearer tokens unless said. */
  authenticate?: Authenticate;
}

/** The whole service on one Fastify instance, ready to listen or to be injected into. */
export async function createServer({
  config,
  database,
  clock = today,
  authenticate = authenticator(config, database),
}: ServerOptions): Promise<FastifyInstance> {
  const app = await httpServer(config);
  closeSocketsOnStop(app);
  await graphqlRoute(app, { config, database, schema: buildApiSchema(), authenticate, clock });
  healthRoutes(app, database);
  if (!config.production) developerPage(app);
  return app;
}
