import type { FastifyInstance } from "fastify";
import type { Config } from "./config.ts";
import type { Database } from "./database.ts";
import { authenticator } from "./door/authenticator.ts";
import { graphiqlPage } from "./door/developer-page.ts";
import { loggable } from "./door/error.mask.ts";
import { graphqlRoute } from "./door/graphql.route.ts";
import { healthRoutes } from "./door/health.route.ts";
import { httpServer } from "./door/http.server.ts";
import { closeSocketsOnStop } from "./door/stopping.ts";
import { refusalCounter } from "./modules/access/refusal.counter.ts";
import { signInService } from "./modules/access/sign-in.service.ts";
import { buildApiSchema } from "./schema.ts";
import { today } from "./shared/day.ts";

export interface ServerOptions {
  config: Config;
  database: Database;
  /** What day it is; tests hold it still. */
  clock?: () => string;
}

/** The whole service on one Fastify instance, ready to listen or to be injected into. */
export async function createServer({ config, database, clock = today }: ServerOptions): Promise<FastifyInstance> {
  const app = await httpServer(config);
  closeSocketsOnStop(app);
  const onError = (error: unknown) => app.log.error({ error: loggable(error) }, "the access log failed");
  const refusals = refusalCounter(database.em, { onError });
  const signIn = signInService(config, database.em, refusals, { onError });
  app.addHook("onClose", async () => {
    await signIn.close();
    await refusals.close();
  });
  const authenticate = authenticator(signIn);
  await graphqlRoute(app, { config, database, schema: buildApiSchema(), authenticate, refusals, clock });
  healthRoutes(app, database);
  if (!config.production) app.get("/graphiql", (_request, reply) => reply.type("text/html").send(graphiqlPage()));
  return app;
}
