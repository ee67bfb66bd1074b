import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from "graphql";
import { bulkFields } from "./bulk.ts";
import {
  hopFactors,
  listArguments,
  listBounds,
  longList,
  pageLists,
  pageNesting,
  pageWeight,
  rowWeight,
  unknownBound,
  userErrorsBound,
  weights,
} from "./cost.weights.ts";
import { tooLarge } from "./document.limits.ts";
import { Refusal } from "./refusal.ts";

/** What an operation may cost at most, in fields of its answer, and how many rows it writes in bulk. */
export interface Cost {
  fields: number;
  rows: number;
}

/** Pages within each other below a place, beside its cost. */
interface Part {
  fields: number;
  pages: number;
}

/**
 * Estimates how many fields an operation answers at most, from the sizes of its pages and the weights of cost.weights.ts; nothing is
 * run. Refuses pages of another size than 1 to 100 and too many within each other. Of our own and not graphql-query-complexity, which
 * walks through a fragment as often as it is spread: here once for each size of page around it.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): Cost {
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((one) => [one.name.value, one]),
  );
  const variables = withDefaults(operation, given);
  const known = new Map<string, Part>();
  let rows = 0;

  const ofSet = (
    set: SelectionSetNode | undefined,
    type: GraphQLNamedType | undefined,
    length: number | null,
  ): Part => {
    const sum = { fields: 0, pages: 0 };
    for (const selection of set?.selections ?? []) {
      let part: Part;
      if (selection.kind === Kind.FIELD) part = ofField(selection, type, length);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) part = ofFragment(selection.name.value, length);
      else {
        const on = selection.typeCondition?.name.value;
        part = ofSet(selection.selectionSet, on ? schema.getType(on) : type, length);
      }
      sum.fields += part.fields;
      sum.pages = Math.max(sum.pages, part.pages);
    }
    return sum;
  };

  const ofFragment = (name: string, length: number | null): Part => {
    const key = `${name} ${length}`;
    const part = known.get(key);
    if (part) return part;
    const fragment = fragments.get(name);
    const found = ofSet(fragment?.selectionSet, fragment && schema.getType(fragment.typeCondition.name.value), length);
    known.set(key, found);
    return found;
  };

  const ofField = (node: FieldNode, parent: GraphQLNamedType | undefined, length: number | null): Part => {
    const name = node.name.value;
    const key = `${parent?.name}.${name}`;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field || name.startsWith("__")) return { fields: 1 + (weights[key] ?? 0), pages: 0 };
    const argument = (wanted: string) => argumentOf(field, node, wanted, variables);
    const isPage = field.args.some((one) => one.name === "first");
    const isRoot = parent === schema.getMutationType() || parent === schema.getQueryType();
    const ownRows = isRoot ? bulkFields[name]?.(argument) : undefined;
    rows += ownRows ?? 0;
    const asked = isPage ? pageLength(argument("first")) : (ownRows ?? lengthAsked(key, argument));
    const isList = isListType(getNullableType(field.type));
    const chosen = asked ?? (pageLists.includes(name) ? length : null);
    const times = isList ? (chosen ?? boundOf(key)) : 1;
    const inner = ofSet(node.selectionSet, getNamedType(field.type), isList ? null : asked);
    // A list of plain values is no level of its own.
    const isLong = isPage || (isList && chosen === null && times >= longList && node.selectionSet !== undefined);
    if (isLong && inner.pages >= pageNesting) throw tooLarge("pages within each other", pageNesting);
    const own = 1 + weightOf(key, argument) + (isPage ? pageWeight : 0) + (ownRows ?? 0) * rowWeight;
    return { fields: own + times * inner.fields, pages: inner.pages + (isLong ? 1 : 0) };
  };

  const { fields } = ofSet(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined, null);
  return { fields, rows };
}

function withDefaults(operation: OperationDefinitionNode, given: Readonly<Record<string, unknown>>) {
  const variables: Record<string, unknown> = Object.assign(Object.create(null), given);
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (variables[name] === undefined && defaultValue) variables[name] = valueFromASTUntyped(defaultValue);
  }
  return variables;
}

/** An argument as it was sent, unchecked; its default when it was not. */
function argumentOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  name: string,
  variables: Record<string, unknown>,
): unknown {
  const sent = node.arguments?.find((one) => one.name.value === name);
  const value = sent && valueFromASTUntyped(sent.value, variables);
  return value === undefined ? field.args.find((one) => one.name === name)?.defaultValue : value;
}

/** A walk weighs what its hops make it look at; beyond the six that are taken it is refused by its own check. */
function weightOf(key: string, argument: (name: string) => unknown): number {
  const weight = weights[key] ?? 0;
  const factor = hopFactors[key];
  if (factor === undefined) return weight;
  const hops = (argument("input") as Record<string, unknown> | null | undefined)?.maxHops;
  return weight * factor ** (typeof hops === "number" ? Math.max(0, Math.min(hops, 6) - 2) : 0);
}

/** How long a list is taken to be whose length nobody chose. */
export const boundOf = (key: string): number =>
  listBounds[key] ?? (key.endsWith(".userErrors") ? userErrorsBound : unknownBound);

/** A page has 1 to 100 entries. What is no number at all is refused by the types, in their words. */
function pageLength(first: unknown): number {
  if (typeof first !== "number") return 1;
  if (first >= 1 && first <= 100) return first;
  throw new Refusal(400, "BAD_INPUT", { message: "first must be between 1 and 100." });
}

function lengthAsked(key: string, argument: (name: string) => unknown): number | null {
  const chosen = listArguments[key];
  if (!chosen) return null;
  const value = argument(chosen.argument);
  const size = chosen.field ? (value as Record<string, unknown> | null | undefined)?.[chosen.field] : value;
  if (Array.isArray(size)) return size.length;
  return typeof size === "number" ? Math.max(1, size) : chosen.unless;
}
