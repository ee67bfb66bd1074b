import {
  type ApolloFastifyContextFunction,
  fastifyApolloDrainPlugin,
  fastifyApolloHandler,
} from "@as-integrations/fastify";
import type { FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Config } from "../config.ts";
import type { Context } from "../context.ts";
import type { Database } from "../database.ts";
import type { RefusalCounter } from "../modules/access/refusal.counter.ts";
import { refusalPlugin } from "../modules/access/refusal.plugin.ts";
import { createApollo } from "./apollo.ts";
import { type Authenticate, onlyKnown, viewerOf } from "./authenticator.ts";

interface GraphqlRoute {
  config: Config;
  database: Database;
  schema: GraphQLSchema;
  authenticate: Authenticate;
  refusals: RefusalCounter;
  clock: () => string;
}

/** POST and GET /graphql: who asks, then what is asked. */
export async function graphqlRoute(
  app: FastifyInstance,
  { config, database, schema, authenticate, refusals, clock }: GraphqlRoute,
) {
  const apollo = createApollo(schema, { config, log: app.log });
  apollo.addPlugin(fastifyApolloDrainPlugin(app));
  apollo.addPlugin(refusalPlugin(refusals));
  await apollo.start();
  const context: ApolloFastifyContextFunction<Context> = async (request) => ({
    viewer: viewerOf(request),
    em: database.em,
    today: clock(),
    language: /^en\b/i.test(request.headers["accept-language"] ?? "") ? "en" : "zh",
    keyMark: config.production ? "live" : "test",
  });
  app.route({
    method: ["GET", "POST"],
    url: "/graphql",
    preHandler: onlyKnown(authenticate),
    handler: fastifyApolloHandler(apollo, { context }),
  });
}
