import { ApolloServer, type ApolloServerOptions } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GatewayInterface } from "@apollo/server-gateway-interface";
import type { FastifyBaseLogger } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Config } from "../config.ts";
import type { Context } from "../context.ts";
import { compiledExecutor } from "../execution/compiled.ts";
import { maskError } from "./error.mask.ts";
import { operationBounds } from "./operation.bounds.ts";

/** Apollo over the compiled executor: it parses, validates and answers; it never shows what is ours alone. */
export function createApollo(
  schema: GraphQLSchema,
  { config, log }: { config: Config; log: FastifyBaseLogger },
): ApolloServer<Context> {
  const executor = compiledExecutor(schema);
  const gateway: GatewayInterface = {
    load: async () => ({ executor }),
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: schema, coreSupergraphSdl: "" });
      return () => {};
    },
    stop: async () => {},
  };
  const options: ApolloServerOptions<Context> = {
    gateway,
    introspection: !config.production,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: config.production,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: 5_000 },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      operationBounds(config.bulkTimeout),
    ],
    formatError: (formatted, error) => maskError(formatted, error, log),
  };
  return new ApolloServer(options);
}
