import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Config } from "../config.ts";
import { beginRequest, type RequestFacts, type RunningRequest, withinRequest } from "../shared/request.ts";
import { type HttpSpan, httpSpan } from "../telemetry/http.span.ts";
import type { RequestEnd } from "../telemetry/request.end.ts";

const running = new WeakMap<FastifyRequest, { request: RunningRequest; span: HttpSpan | null }>();

/** What will be said of a request in the log and the figures. */
export const factsOf = (request: FastifyRequest): RequestFacts | undefined => running.get(request)?.request.facts;

/** Gives every request its time, ends it when its caller goes away, and tells of it when it is over. */
export function boundRequests(app: FastifyInstance, { requestTimeout }: Config, ended: RequestEnd): void {
  const enter = (raw: FastifyRequest, done: () => void) => {
    const { request, span } = running.get(raw)!;
    withinRequest(request, () => (span ? span.run(done) : done()));
  };

  app.addHook("onRequest", (raw, reply, done) => {
    const began = performance.now();
    const request = beginRequest(raw.id, requestTimeout);
    const span = httpSpan(raw.method, raw.routeOptions.url ?? "none", raw.headers);
    running.set(raw, { request, span });
    reply.raw.once("close", () => {
      // Nobody catches what is thrown by a listener: it would end the process.
      try {
        // What was handed over whole was answered, whether or not the last of it still reached the caller.
        const isAnswered = reply.raw.writableEnded;
        if (isAnswered) request.answered();
        else request.abandon();
        const status = isAnswered ? reply.raw.statusCode : 499;
        span?.end(request, status);
        ended(request, status, performance.now() - began);
      } catch (error) {
        raw.log.error({ requestId: raw.id, err: error }, "the end of a request failed");
      }
    });
    enter(raw, done);
  });
  // Reading the body leaves the request's context, for its chunks come from the socket.
  app.addHook("preHandler", (raw, _reply, done) => enter(raw, done));
}
