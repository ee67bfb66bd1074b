import { once } from "node:events";
import type { FastifyInstance, FastifyReply } from "fastify";
import {
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from "graphql";
import { createHandler } from "graphql-sse";
import type { Context } from "../context.ts";
import type { RefusalCounter } from "../modules/access/refusal.counter.ts";
import type { ErrorCode } from "../shared/error-codes.ts";
import { currentRequest, outsideRequests } from "../shared/request.ts";
import { type OpenStreams, openStream, type StreamParts } from "./answer.stream.ts";
import type { ContextOf } from "./context.of.ts";
import type { DocumentStore } from "./document.store.ts";
import { askedOf } from "./graphql.request.ts";
import { costOf } from "./operation.cost.ts";
import { Refusal } from "./refusal.ts";
import { factsOf } from "./request.bounds.ts";
import { answersOf } from "./stream.answers.ts";
import { checkVariables, operationOf } from "./text.check.ts";
import { knownViewer, rememberViewer, viewerOf } from "./viewer.store.ts";

export interface StreamRoute extends StreamParts {
  schema: GraphQLSchema;
  documents: DocumentStore;
  contextOf: ContextOf;
  refusals: RefusalCounter;
  streams: OpenStreams;
}

const mediaType = "text/event-stream";

/**
 * POST and GET /graphql/stream: a subscription as server-sent events, one connection each. Who asks, how much, and what a document may be is as
 * for /graphql; queries and mutations are refused, which have their own place and limits.
 */
export function streamRoute(app: FastifyInstance, route: StreamRoute): void {
  const { schema, documents, limits, authenticate, contextOf, refusals, streams } = route;
  app.route({
    method: ["GET", "POST"],
    url: "/graphql/stream",
    exposeHeadRoute: false,
    onRequest: async (request, reply) => {
      const viewer = await limits.signIn(request, authenticate);
      rememberViewer(request, viewer);
      limits.begin(viewer, reply);
    },
    onResponse: async (request, reply) => {
      const code = factsOf(request)?.code;
      if (reply.statusCode === 429 && code) refusals.count(knownViewer(request), "stream", code as ErrorCode);
    },
    handler: async (request, reply) => {
      if (!request.headers.accept?.includes(mediaType))
        throw new Refusal(406, "BAD_REQUEST", { message: `Accept ${mediaType}.` });
      const viewer = viewerOf(request);
      const { operationName, variables, ...asked } = askedOf(request);
      const { document, text } = documents.admit({ ...asked, operationName, variables });
      const operation = operationOf(document, operationName);
      if (!operation) throw new Refusal(400, "OPERATION_RESOLUTION_FAILURE");
      if (operation.operation !== "subscription")
        throw new Refusal(400, "BAD_REQUEST", { message: "Queries and mutations are answered at /graphql." });
      checkVariables(schema, operation, variables);
      const cost = costOf(schema, document, operation, variables);
      limits.charge(viewer, cost);
      const facts = factsOf(request);
      if (facts)
        Object.assign(facts, { operation: operationName ?? operation.name?.value ?? null, kind: "subscription" });
      const stream = openStream(request, reply, viewer, route);
      streams.add(stream);
      currentRequest()?.answered();
      const args = {
        schema,
        document,
        operationName,
        variableValues: variables,
        contextValue: { ...contextOf(request), stream },
      } as ExecutionArgs & { contextValue: Context };
      const options = { requestId: request.id, reply, log: app.log, pace: () => limits.pace(viewer, cost) };
      const handle = createHandler({
        authenticate: () => null,
        validate: () => [],
        onSubscribe: () => args as never,
        subscribe: async () => {
          const answers = await answersOf(args, stream, options);
          if (isForbidden(answers)) refusals.count(viewer, rootFieldOf(operation), "FORBIDDEN");
          return answers;
        },
      });
      reply.hijack();
      // A stream outlives the time of a request; its parts have their own.
      await outsideRequests(async () => {
        const headers = { get: (name: string) => (name === "accept" ? mediaType : "application/json") };
        const body = { query: text, operationName, variables };
        const sent = await handle({ method: "POST", url: request.url, headers, body, raw: request, context: null });
        await write(reply, sent);
      });
    },
  });
}

/** Writes no further than the reader reads. */
async function write(reply: FastifyReply, [body, init]: Awaited<ReturnType<ReturnType<typeof createHandler>>>) {
  const { raw } = reply;
  const own = Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined));
  raw.writeHead(init.status, { ...own, ...init.headers, "cache-control": "no-store" } as Record<string, string>);
  if (body === null || typeof body === "string") return void raw.end(body ?? undefined);
  raw.once("close", () => void body.return(undefined));
  for await (const text of body) {
    if (!raw.writable) break;
    if (!raw.write(text)) await Promise.race([once(raw, "drain"), once(raw, "close")]);
  }
  raw.end();
}

const isForbidden = (answer: object): boolean =>
  "errors" in answer &&
  Boolean((answer as ExecutionResult).errors?.some(({ extensions }) => extensions?.code === "FORBIDDEN"));

/** Name of the field that is subscribed to: an alias is the caller's own text, which the log must not keep. */
const rootFieldOf = ({ selectionSet }: OperationDefinitionNode): string =>
  selectionSet.selections.find((one): one is FieldNode => one.kind === Kind.FIELD)?.name.value ?? "subscription";
