import { type Context, context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { RunningRequest } from "../shared/request.ts";
import { currentTracer } from "../shared/span.ts";

/** The span of a whole request, below the caller's own when it sends a traceparent. */
export interface HttpSpan {
  /** Runs what belongs to the request under it. */
  run(work: () => void): void;
  end(request: RunningRequest, status: number): void;
}

/** Null when no traces are made. */
export function httpSpan(method: string, route: string, headers: object): HttpSpan | null {
  const tracer = currentTracer();
  if (!tracer) return null;
  const parent: Context = propagation.extract(context.active(), headers);
  const attributes = { "http.request.method": method, "http.route": route };
  const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
  const within = trace.setSpan(parent, span);
  return {
    run: (work) => context.with(within, work),
    end: ({ id, facts }, status) => {
      span.setAttributes({ "http.response.status_code": status, "request.id": id });
      if (facts.operation !== null) span.setAttribute("graphql.operation.name", facts.operation);
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR, message: facts.code ?? "" });
      span.end();
    },
  };
}
