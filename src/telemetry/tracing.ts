import { context, propagation } from "@opentelemetry/api";
import { traceWith } from "../shared/span.ts";

/**
 * Sends traces by OTLP over HTTP from now on; answers how to stop, which sends what is left. What it needs is loaded here alone, so that
 * who sends none pays nothing. How much is kept is decided by who calls (its traceparent) or else where the traces arrive.
 */
export async function startTracing(endpoint: string): Promise<() => Promise<void>> {
  const [sdk, { OTLPTraceExporter }, { AsyncLocalStorageContextManager }, { W3CTraceContextPropagator }, resources] =
    await Promise.all([
      import("@opentelemetry/sdk-trace"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/context-async-hooks"),
      import("@opentelemetry/core"),
      import("@opentelemetry/resources"),
    ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, "")}/v1/traces`, timeoutMillis: 5_000 });
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({ "service.name": "partner-graph" }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.AlwaysOnSampler() }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  traceWith(provider.getTracer("partner-graph"));
  return async () => {
    traceWith(null);
    await provider.shutdown();
  };
}
