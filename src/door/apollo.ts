import { ApolloServer, type ApolloServerOptions } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GatewayInterface } from "@apollo/server-gateway-interface";
import type { FastifyBaseLogger } from "fastify";
import { GraphQLError, type GraphQLSchema, type ValidationRule } from "graphql";
import type { Config } from "../config.ts";
import type { Context } from "../context.ts";
import { compiledExecutor } from "../execution/compiled.ts";
import { documentLimits } from "./document.limits.ts";
import type { DocumentStore } from "./document.store.ts";
import { maskError } from "./error.mask.ts";
import { operationBounds } from "./operation.bounds.ts";

/** Apollo over the compiled executor: it runs the documents that the door admitted, and never shows what is ours alone. */
export function createApollo(
  schema: GraphQLSchema,
  { config, documents, log }: { config: Config; documents: DocumentStore; log: FastifyBaseLogger },
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
    // Apollo asks for the document under a mark of the schema and the hash, and neither parses nor validates what it finds.
    documentStore: {
      get: async (key) => documents.find(key.slice(key.lastIndexOf(":") + 1))?.document,
      set: async () => {},
      delete: async () => {},
    },
    parseOptions: { maxTokens: documentLimits.tokens },
    validationRules: [onlyAdmitted],
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      operationBounds(config),
    ],
    formatError: (formatted, error) => maskError(formatted, error, log),
  };
  return new ApolloServer(options);
}

/** What Apollo validates by itself has come past the door in a way that nobody thought of. */
const onlyAdmitted: ValidationRule = (context) => ({
  Document: () => context.reportError(new GraphQLError("This document was not admitted.")),
});
