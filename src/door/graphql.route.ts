import type { ApolloServer, HTTPGraphQLResponse } from "@apollo/server";
import { HeaderMap } from "@apollo/server";
import { fastifyApolloDrainPlugin } from "@as-integrations/fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Config } from "../config.ts";
import type { Context } from "../context.ts";
import type { RefusalCounter } from "../modules/access/refusal.counter.ts";
import { refusalPlugin } from "../modules/access/refusal.plugin.ts";
import type { ErrorCode } from "../shared/error-codes.ts";
import { currentRequest } from "../shared/request.ts";
import { mediaTypeFor } from "./accept.ts";
import { createApollo } from "./apollo.ts";
import type { Authenticate } from "./authenticator.ts";
import { bodySize } from "./body.parser.ts";
import { isBulkCaller } from "./bulk.ts";
import type { ClientLimits } from "./client.limits.ts";
import type { ContextOf } from "./context.of.ts";
import type { DocumentStore } from "./document.store.ts";
import { askedOf, withText } from "./graphql.request.ts";
import { costOf } from "./operation.cost.ts";
import { Refusal } from "./refusal.ts";
import { factsOf } from "./request.bounds.ts";
import { checkTypes, checkVariables, operationOf } from "./text.check.ts";
import { knownViewer, rememberViewer, viewerOf } from "./viewer.store.ts";

export interface GraphqlRoute {
  config: Config;
  schema: GraphQLSchema;
  documents: DocumentStore;
  contextOf: ContextOf;
  authenticate: Authenticate;
  limits: ClientLimits;
  refusals: RefusalCounter;
}

/**
 * POST and GET /graphql. In this order: who asks, whether that client may ask now, the body, its turn, the document and what it costs,
 * and then Apollo, which runs nothing but what was admitted here.
 */
export async function graphqlRoute(
  app: FastifyInstance,
  { config, schema, documents, contextOf, authenticate, limits, refusals }: GraphqlRoute,
) {
  const apollo = createApollo(schema, { config, documents, log: app.log });
  apollo.addPlugin(fastifyApolloDrainPlugin(app));
  apollo.addPlugin(refusalPlugin(refusals));
  await apollo.start();
  /** Everything about the operation that can be said without running it. */
  const admit = (request: FastifyRequest) => {
    const asked = askedOf(request);
    const admitted = documents.admit(asked);
    const operation = operationOf(admitted.document, asked.operationName);
    if (!operation) throw new Refusal(400, "OPERATION_RESOLUTION_FAILURE");
    if (operation.operation === "subscription")
      throw new Refusal(400, "BAD_REQUEST", { message: "Subscriptions are answered at /graphql/stream." });
    checkVariables(schema, operation, asked.variables);
    const cost = costOf(schema, admitted.document, operation, asked.variables);
    if (cost.rows === 0 && bodySize(request) > config.door.bodyBytes) throw new Refusal(413, "BODY_TOO_LARGE");
    limits.charge(viewerOf(request), cost);
    if (cost.rows > 100) checkTypes(schema, operation, asked.variables);
    return withText(request, asked, admitted);
  };

  app.route({
    method: ["GET", "POST"],
    url: "/graphql",
    exposeHeadRoute: false,
    onRequest: async (request, reply) => {
      const viewer = await limits.signIn(request, authenticate);
      rememberViewer(request, viewer);
      limits.begin(viewer, reply);
      // A large body may take its time to arrive, too; what it is for is not known before it is here.
      const isLarge = Number(request.headers["content-length"]) > config.door.bodyBytes;
      if (isLarge && isBulkCaller(viewer)) currentRequest()?.allow(config.bulkTimeout, config.bulkTimeout);
    },
    // What the rules refused is counted by the plugin; this is whoever asked too much.
    onResponse: async (request, reply) => {
      const code = factsOf(request)?.code;
      if (reply.statusCode === 429 && code) refusals.count(knownViewer(request), "graphql", code as ErrorCode);
    },
    handler: async (request, reply) => {
      if (!mediaTypeFor(request.headers.accept)) throw new Refusal(406, "BAD_REQUEST", { message: "Accept JSON." });
      const answer = await limits.run(viewerOf(request), reply, async () =>
        ask(apollo, request, admit(request), contextOf(request)),
      );
      return send(reply, answer);
    },
  });
  app.route({
    method: ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"],
    url: "/graphql",
    handler: async () => {
      throw new Refusal(405, "BAD_REQUEST", { message: "Use POST.", headers: { allow: "GET, POST" } });
    },
  });
}

function ask(
  apollo: ApolloServer<Context>,
  request: FastifyRequest,
  { body, search }: { body: unknown; search: string },
  context: Context,
): Promise<HTTPGraphQLResponse> {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  const httpGraphQLRequest = { method: request.method, headers, search, body };
  return apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => context });
}

function send(reply: FastifyReply, { status, headers, body }: HTTPGraphQLResponse) {
  // The compiled executor answers whole; nothing of ours is sent in parts.
  if (body.kind !== "complete") throw new Error("an answer in parts");
  return reply
    .code(status ?? 200)
    .headers(Object.fromEntries(headers))
    .send(body.string);
}
