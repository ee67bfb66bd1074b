import { context, createContextKey, type Span, SpanStatusCode, type Tracer } from "@opentelemetry/api";

let tracer: Tracer | null = null;
const fieldKey = createContextKey("field");

/** Traces are made from now on; null: no more. Without a tracer everything here costs a comparison. */
export const traceWith = (made: Tracer | null): void => {
  tracer = made;
};

export const isTracing = (): boolean => tracer !== null;
export const currentTracer = (): Tracer | null => tracer;

/** Runs work under a span of its own. What fails is told by its code alone: a message may hold values. */
export function spanned<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (!tracer) return work();
  return tracer.startActiveSpan(name, async (span) => {
    try {
      return await work();
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** A span for something that begins and ends elsewhere; answers how to end it. */
export function beginSpan(name: string, attributes: Record<string, string>): (error?: unknown) => void {
  const span = tracer?.startSpan(name, { attributes });
  return (error) => {
    if (error !== undefined && span) fail(span, error);
    span?.end();
  };
}

/** Runs a resolver so that what it loads is told to be for its field. */
export const forField = <T>(field: string, work: () => T): T =>
  tracer ? context.with(context.active().setValue(fieldKey, field), work) : work();

/** The field that this code runs for; "" when nobody said. */
export const currentField = (): string => (tracer ? String(context.active().getValue(fieldKey) ?? "") : "");

function fail(span: Span, error: unknown): void {
  const { name, code, extensions } = error as { name?: string; code?: unknown; extensions?: { code?: unknown } };
  span.setStatus({ code: SpanStatusCode.ERROR, message: String(extensions?.code ?? code ?? name ?? "") });
}
