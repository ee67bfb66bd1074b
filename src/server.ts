import type { FastifyInstance } from "fastify";
import type { Config } from "./config.ts";
import type { Database } from "./database.ts";
import { OpenStreams } from "./door/answer.stream.ts";
import { type Authenticate, authenticator } from "./door/authenticator.ts";
import { ClientLimits } from "./door/client.limits.ts";
import { contextOf } from "./door/context.of.ts";
import { developerPage } from "./door/developer-page.ts";
import { DocumentStore } from "./door/document.store.ts";
import { graphqlRoute } from "./door/graphql.route.ts";
import { healthRoutes } from "./door/health.route.ts";
import { httpServer } from "./door/http.server.ts";
import { importRoutes } from "./door/import.route.ts";
import { boundRequests } from "./door/request.bounds.ts";
import { refuseOnStop } from "./door/stopping.ts";
import { streamRoute } from "./door/stream.route.ts";
import { trustedDocuments } from "./door/trusted.documents.ts";
import { rememberErasureKey } from "./erasure-key.ts";
import { refusalCounter } from "./modules/access/refusal.counter.ts";
import { signInService } from "./modules/access/sign-in.service.ts";
import { type EventNews, eventNews } from "./modules/events/event.news.ts";
import { buildApiSchema } from "./schema.ts";
import { today } from "./shared/day.ts";
import { isTracing } from "./shared/span.ts";
import { traceFields } from "./telemetry/field.spans.ts";
import type { Metrics } from "./telemetry/metrics.ts";
import { requestEnd } from "./telemetry/request.end.ts";
import { rememberWebhookSettings } from "./webhook-settings.ts";

export interface ServerOptions {
  config: Config;
  database: Database;
  /** What day it is; tests hold it still. */
  clock?: () => string;
  /** Null: nobody reads figures. */
  metrics?: Metrics | null;
  /** Who sends a request; bearer tokens unless said. */
  authenticate?: Authenticate;
  /** Who tells streams of news; it looks by itself unless said. */
  news?: EventNews;
}

/** The whole service on one Fastify instance, ready to listen or to be injected into. */
export async function createServer({
  config,
  database,
  clock = today,
  metrics = null,
  authenticate,
  news,
}: ServerOptions): Promise<FastifyInstance> {
  rememberErasureKey(config);
  rememberWebhookSettings(config);
  const app = await httpServer(config);
  boundRequests(app, config, requestEnd(app.log, metrics));
  const streams = new OpenStreams();
  metrics?.watchStreams(() => streams.count);
  // Before the next, which waits for whatever runs.
  app.addHook("preClose", async () => streams.endAll());
  refuseOnStop(app);
  const onError = (error: unknown) => app.log.error(error, "the access log failed");
  const refusals = refusalCounter(database.em, { onError });
  const signIn = signInService(config, database.em, refusals, { onError });
  app.addHook("onClose", async () => {
    await signIn.close();
    await refusals.close();
  });
  const limits = new ClientLimits(config.door);
  const asks = authenticate ?? authenticator(signIn);
  const schema = isTracing() ? traceFields(buildApiSchema()) : buildApiSchema();
  const { production, door } = config;
  const trusted = trustedDocuments(door.trustedManifests);
  const documents = new DocumentStore(schema, { production, trusted, isLocked: door.isLocked });
  const shared = { config, schema, documents, authenticate: asks, limits, refusals };
  const ofRequest = contextOf(config, database, clock);
  await graphqlRoute(app, { ...shared, contextOf: ofRequest });
  const heard = news ?? eventNews(database.em, (error) => app.log.error(error, "looking for news failed"));
  app.addHook("onClose", async () => heard.stop());
  streamRoute(app, { ...shared, contextOf: ofRequest, streams, news: heard });
  await app.register(importRoutes, { config, database, authenticate: asks, limits, refusals });
  healthRoutes(app, database);
  if (!config.production) developerPage(app);
  return app;
}
