import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  parse,
  validate,
} from "graphql";
import { expect } from "vitest";
import { compiledExecutor } from "../../src/execution/compiled.ts";

/** What is asked of both executors. A new context for each, since loaders remember what they loaded for one. */
export interface Asked {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  context?: () => unknown;
}

/** What a caller can tell apart: data with its order of fields, and errors with all that masking looks at, in no order. */
function told(result: ExecutionResult) {
  const errors = (result.errors ?? []).map((error: GraphQLError) => ({
    message: error.message,
    path: error.path,
    locations: error.locations,
    extensions: error.extensions,
    original: (error.originalError ?? error).message,
  }));
  // Fields are resolved side by side: which of two fails first is nobody's promise.
  const sorted = errors.map((error) => JSON.stringify(error)).sort();
  return { data: JSON.stringify(result.data), errors: sorted };
}

/** The executor under Apollo says what graphql-js says: interpreted at first use, compiled at the second, and again. */
export function comparison(schema: GraphQLSchema): (asked: Asked) => Promise<ExecutionResult> {
  const executor = compiledExecutor(schema);
  return async ({ query, variables, operationName, context = () => ({}) }) => {
    const document: DocumentNode = parse(query);
    expect(validate(schema, document)).toEqual([]);
    const run = (contextValue: unknown) =>
      execute({ schema, document, variableValues: variables, operationName, contextValue });
    const expected = await run(context());
    for (const _use of [1, 2, 3]) {
      const request = { request: { query, variables, operationName }, document, context: context(), queryHash: query };
      const found = await executor(request as unknown as Parameters<typeof executor>[0]);
      expect(told(found as ExecutionResult)).toEqual(told(expected));
    }
    return expected;
  };
}
