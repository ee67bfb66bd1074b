import { ApolloServer, type ApolloServerOptions } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GatewayInterface } from "@apollo/server-gateway-interface";
import type { FastifyBaseLogger } from "fastify";
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from "graphql";
import type { Context } from "../context.ts";
import { errorCodes } from "../shared/error-codes.ts";
import { compiledExecutor } from "./compiled.ts";
import { isOutage } from "./outage.ts";

/** Apollo over the compiled executor: it parses, validates and answers; it never shows what is ours alone. */
export function createApollo(
  schema: GraphQLSchema,
  { production, log }: { production: boolean; log: FastifyBaseLogger },
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
    introspection: !production,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: production,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: 5_000 },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
    formatError: (formatted, error) => maskError(formatted, error, log),
  };
  return new ApolloServer(options);
}

/** Listed codes go out as they are; everything else is an outage of ours: logged once, answered without a word of what it was. */
function maskError(formatted: GraphQLFormattedError, error: unknown, log: FastifyBaseLogger): GraphQLFormattedError {
  const code = formatted.extensions?.code;
  if (typeof code === "string" && code !== "INTERNAL_SERVER_ERROR" && Object.hasOwn(errorCodes, code)) {
    return { message: formatted.message, locations: formatted.locations, path: formatted.path, extensions: { code } };
  }
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const masked = isOutage(original) ? "UNAVAILABLE" : "INTERNAL";
  log.error({ error: loggable(original), path: formatted.path }, "request failed");
  return { message: errorCodes[masked], path: formatted.path, extensions: { code: masked } };
}

/** What a log may keep: a database's own message can hold the values it speaks of, so its code stands for it. */
function loggable(error: unknown) {
  const { name, code, message, stack } = (error ?? {}) as Error & { code?: string };
  const frames = stack?.split("\n").filter((line) => line.trimStart().startsWith("at "));
  return { name, code, message: code ? undefined : message, frames };
}
