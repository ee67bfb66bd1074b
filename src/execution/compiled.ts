import type { GatewayExecutor } from "@apollo/server-gateway-interface";
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  visit,
} from "graphql";
import { type CompiledQuery, compileQuery, isCompiledQuery } from "graphql-jit";
import { LRUCache } from "lru-cache";
import { compiledSize } from "./compiled-size.ts";
import { defaultsFor } from "./input-defaults.ts";

/** Above this a document is interpreted: compiling costs more the more fields stand below abstract types, and can cost minutes. */
const maxCompiledSize = 2_000;
/** What all compiled documents together may have of fields. */
const sizeBudget = 100_000;

interface Plan {
  uses: number;
  query: CompiledQuery | null;
  fill: ReturnType<typeof defaultsFor>;
}

/**
 * Runs operations through graphql-jit, compiled on their second use, as Apollo's gateway executor; whatever compiling would change or
 * cost too much is run by graphql-js instead. tests/execution.test.ts holds both against each other on every operation we ship.
 */
export function compiledExecutor(schema: GraphQLSchema): GatewayExecutor {
  const plans = new LRUCache<string, Plan>({ max: 500, maxSize: sizeBudget });
  return async ({ document, request, context, queryHash }) => {
    const args = {
      schema,
      document,
      contextValue: context,
      variableValues: request.variables,
      operationName: request.operationName,
      // Apollo's executionOptions don't reach a gateway's executor.
      options: { maxCoercionErrors: 5 },
    };
    const mark = `${queryHash}:${request.operationName ?? ""}`;
    const plan = plans.get(mark) ?? { uses: 0, query: null, fill: null };
    if (++plan.uses === 2) {
      plan.query = compile(schema, document, request.operationName ?? null);
      plan.fill = plan.query && defaultsFor(schema, document, request.operationName ?? null);
    }
    if (plan.uses <= 2) plans.set(mark, plan, { size: plan.query ? compiledSize(schema, document) : 1 });
    if (!plan.query) return execute(args);
    const variables = request.variables ?? {};
    const result = await plan.query.query(undefined, context, plan.fill?.(variables) ?? variables);
    // Refused variables: graphql-js words them better, and nothing has run yet.
    if (!("data" in result) || result.data === undefined) return execute(args);
    return answer(result);
  };
}

function compile(schema: GraphQLSchema, document: DocumentNode, operationName: string | null): CompiledQuery | null {
  if (!mayCompile(schema, document)) return null;
  const compiled = compileQuery(schema, document, operationName ?? undefined);
  return isCompiledQuery(compiled) ? compiled : null;
}

/** Whether compiling a document changes nothing about its answers and costs little. */
export const mayCompile = (schema: GraphQLSchema, document: DocumentNode): boolean =>
  !hasVariableInsideObject(document) && compiledSize(schema, document) <= maxCompiledSize;

/** `input: { maxHops: $n }` compiled loses the field's default when $n is not given. */
function hasVariableInsideObject(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    ObjectField(field) {
      if (field.value.kind === Kind.VARIABLE || field.value.kind === Kind.LIST) found = true;
    },
  });
  return found;
}

// Compiled errors are read-only and bare; Apollo needs errors that it can mask and extend.
const answer = (result: ExecutionResult): ExecutionResult =>
  result.errors ? { ...result, errors: firstOfEachNull(result).map(rebuilt) } : result;

/** Where several non-null fields fail below the same null, graphql-js tells of the first alone. */
function firstOfEachNull({ data, errors = [] }: ExecutionResult): readonly GraphQLError[] {
  const known = new Set<string>();
  return errors.filter(({ path = [] }) => {
    let value: unknown = data;
    const length = path.findIndex((key) => {
      if (value == null) return true;
      value = (value as Record<string | number, unknown>)[key];
      return false;
    });
    const place = JSON.stringify(length < 0 ? path : path.slice(0, length));
    return !known.has(place) && known.add(place);
  });
}

function rebuilt(error: GraphQLError): GraphQLError {
  const { nodes, path, originalError } = error;
  const extensions = (originalError as GraphQLError | undefined)?.extensions ?? error.extensions;
  const known = new GraphQLError(error.message, { nodes, path, originalError, extensions });
  // A compiled error knows its place in the query but not the node, from which a GraphQLError would learn it.
  return known.locations
    ? known
    : Object.defineProperty(known, "locations", { value: error.locations, enumerable: true });
}
