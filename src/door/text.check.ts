import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getVariableValues,
  isInputObjectType,
  isInputType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { errorCodes } from "../shared/error-codes.ts";
import { textProblem } from "../shared/text.ts";
import { judgedByRow } from "./bulk.ts";
import { documentLimits, tooLarge } from "./document.limits.ts";
import { Refusal } from "./refusal.ts";

/** The longest text that any argument takes; cursors are the longest that we make ourselves. */
const textLimit = 4_000;
const rowLimit = 10_000;
const nestingLimit = 20;

/**
 * One rule for every text that comes in, whichever argument or input it is for: well-formed, without control characters, not too long.
 * It is kept here and not by a scalar, since the compiled executor reads String and ID by code of its own and would pass over ours; and
 * what no argument takes is looked at as well. Texts of rows alone are left to their operation (bulk.ts).
 */
function checkText(text: string, place: string): void {
  const problem = textProblem(text, textLimit);
  if (problem) throw new Refusal(400, problem, { message: `${place}: ${errorCodes[problem]}` });
}

/** Texts written into a document. */
export function checkLiterals(schema: GraphQLSchema, document: DocumentNode): void {
  const types = new TypeInfo(schema);
  // How many rows the text stands in, within each other: what a row holds is the row's as well.
  let rows = 0;
  visit(
    document,
    visitWithTypeInfo(types, {
      ObjectValue: {
        enter() {
          if (isRow(types.getInputType())) rows += 1;
        },
        leave() {
          if (isRow(types.getInputType())) rows -= 1;
        },
      },
      StringValue(node) {
        if (rows === 0) checkText(node.value, types.getArgument()?.name ?? "A text");
      },
    }),
  );
}

/** Everything in the variables of an operation. */
export function checkVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): void {
  const types = new Map<string, GraphQLInputType>();
  for (const { variable, type } of operation.variableDefinitions ?? []) {
    const known = typeFromAST(schema, type as Parameters<typeof typeFromAST>[1]);
    if (isInputType(known)) types.set(variable.name.value, known);
  }
  for (const [name, value] of Object.entries(variables)) checkValue(value, types.get(name), name, 0, false);
}

function checkValue(
  value: unknown,
  type: GraphQLInputType | undefined,
  place: string,
  nesting: number,
  isInRow: boolean,
): void {
  if (nesting > nestingLimit) throw tooLarge("levels in its variables", nestingLimit);
  if (typeof value === "string" && !isInRow) checkText(value, place);
  if (typeof value === "number") checkNumber(value, place);
  if (typeof value !== "object" || value === null) return;
  const isRows = isRow(type);
  if (Array.isArray(value)) {
    const limit = isRows ? rowLimit : documentLimits.listLength;
    if (value.length > limit) throw tooLarge("elements in one list", limit);
    for (const one of value) checkValue(one, type, place, nesting + 1, isInRow);
    return;
  }
  const named = type && getNamedType(type);
  const fields = isInputObjectType(named) ? named.getFields() : {};
  for (const [name, one] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    checkValue(one, field?.type, field ? `${place}.${name}` : place, nesting + 1, isInRow || isRows);
  }
}

const isRow = (type: GraphQLInputType | null | undefined): boolean =>
  type != null && judgedByRow.includes(getNamedType(type).name);

/**
 * Whether the variables fit their types, told in at most six errors. The executors find out as well, but the compiled one makes an error of
 * each of thousands of bad rows first, which holds everybody up; so bulk calls are asked here, which ends with the sixth.
 */
export function checkTypes(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): void {
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 5 });
  if (!errors) return;
  const extensions = { code: "BAD_USER_INPUT" };
  const problems = errors.map(({ message }) => ({ message: message.slice(0, 500), extensions }));
  throw new Refusal(400, "BAD_USER_INPUT", { problems });
}

/** JSON's numbers are read as floats: an id or count beyond 2^53 would silently become another one. */
function checkNumber(value: number, place: string): void {
  if (Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value))) return;
  throw new Refusal(400, "BAD_USER_INPUT", { message: `${place}: A number beyond 2^53 is written as text.` });
}

/** The operation that a request means; undefined when it names none of several, or an unknown one. */
export function operationOf(
  document: DocumentNode,
  name: string | null | undefined,
): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  );
  return name == null
    ? operations.length === 1
      ? operations[0]
      : undefined
    : operations.find((one) => one.name?.value === name);
}
