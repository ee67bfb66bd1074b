import { beginSpan, isTracing } from "../shared/span.ts";
import type { Metrics } from "./metrics.ts";
import { statementText } from "./statement.text.ts";

/** Times each statement for the figures, and gives it a span when traces are made. */
export const statementObserver =
  (metrics: Metrics | null) =>
  (sql: string): ((error?: unknown) => void) => {
    const began = performance.now();
    const end = isTracing()
      ? beginSpan("sql", { "db.system.name": "postgresql", "db.query.text": statementText(sql) })
      : undefined;
    return (error) => {
      metrics?.statementEnded((performance.now() - began) / 1_000, error !== undefined);
      end?.(error);
    };
  };
