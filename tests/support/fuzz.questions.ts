import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";

/** One argument of one field, and how to ask for it: everything else in the document is in order. */
export interface FuzzQuestion {
  name: string;
  query: string;
  /** A good value first, which must be answered; then hostile ones. */
  variables: Record<string, unknown>[];
}

/** An id for arguments that want one, and ids of things of each type that node() finds. */
export interface KnownIds {
  any: string;
  byType: Readonly<Record<string, string>>;
}

const texts = [
  "",
  " ",
  "a\u0000b",
  "\ud800",
  "\u202e",
  "药".repeat(300),
  "x".repeat(4_001),
  "'; drop table entity; --",
  "%_\\",
  "../../etc/passwd",
  "2023-02-30",
  "9".repeat(40),
  "-1",
  "NaN",
  "1e999",
  "null",
  '{"a":1}',
  "bWFza2VkOjE",
  "ZW50aXR5Ojk5OTk5OTk5OTk5OTk5OTk5OTk5",
];
const numbers = [0, -1, 1, 101, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 2 ** 53 + 2, 1.5, 1e308, -1e308];
const others = [null, true, {}, { a: 1 }, [], [null], [[]]];

/** Every argument of every field that the schema has; a field that comes from an interface with the first type that has it. */
export function fuzzQuestions(schema: GraphQLSchema, ids: KnownIds): FuzzQuestion[] {
  // Subscriptions are asked elsewhere, and their one field has the arguments of a query's.
  const types = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => type !== schema.getSubscriptionType());
  const seen = new Set<string>();
  return types
    .filter((type) => !type.name.startsWith("__"))
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
    .filter(({ type, field }) => {
      const owner = type.getInterfaces().find((one) => field.name in one.getFields()) ?? type;
      const name = `${owner.name}.${field.name}`;
      return !seen.has(name) && seen.add(name);
    })
    .flatMap(({ type, field }) => field.args.map((argument) => questionOf(schema, ids, type, field, argument)));
}

function questionOf(
  schema: GraphQLSchema,
  ids: KnownIds,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  argument: GraphQLArgument,
): FuzzQuestion {
  const answer = getNamedType(field.type);
  const asked = fieldHead(field, ids, argument) + (isLeafType(answer) ? "" : ` { ${leavesOf(answer)} }`);
  const isMutation = type === schema.getMutationType();
  const where = isMutation || type === schema.getQueryType() ? `{ ${asked} }` : placed(schema, ids, type, asked);
  return {
    name: `${type.name}.${field.name}(${argument.name})`,
    query: `${isMutation ? "mutation" : "query"} ($x: ${argument.type}) ${where}`,
    variables: [plain(argument.type, ids), ...valuesOf(argument.type, ids)].map((x) => ({ x })),
  };
}

/** Hostile values of a type: where it is an input, one hostile field at a time. */
function valuesOf(type: GraphQLInputType, ids: KnownIds, depth = 0): unknown[] {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const inner = valuesOf(nullable.ofType, ids, depth).map((value) => [value]);
    return [...inner, ...others, Array.from({ length: 101 }, () => plain(nullable.ofType, ids))];
  }
  if (!isInputObjectType(nullable) || depth > 3) return leafValues(nullable.name);
  const whole = plain(nullable, ids) as Record<string, unknown>;
  const fields = Object.values(nullable.getFields());
  return [
    ...others,
    ...fields.flatMap((one) => valuesOf(one.type, ids, depth + 1).map((value) => ({ ...whole, [one.name]: value }))),
  ];
}

/** All that a type could mistake for its own, and a little of what it could not. */
function leafValues(type: string): unknown[] {
  if (type === "Int" || type === "Float") return [...numbers, ...others, "1", "", "\u0000"];
  if (["String", "ID", "Date", "DateTime", "Decimal"].includes(type)) return [...texts, ...others, 5, 2 ** 53, 1.5];
  return [...others, "TRUE", "\u0000", "__proto__", 1, 2 ** 53];
}

/** A value that is in order. */
function plain(type: GraphQLInputType, ids: KnownIds): unknown {
  if (isNonNullType(type)) return plain(type.ofType, ids);
  if (isListType(type)) return [plain(type.ofType, ids)];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter(
      (one) => isNonNullType(one.type) && one.defaultValue === undefined,
    );
    return Object.fromEntries(needed.map((one) => [one.name, plain(one.type, ids)]));
  }
  const plains: Record<string, unknown> = {
    ID: ids.any,
    Int: 2,
    Float: 0.5,
    Boolean: true,
    Date: "2026-01-01",
    Decimal: "5",
  };
  return plains[type.name] ?? "x";
}

/** A field with its needed arguments in order, the one in question as $x. */
function fieldHead(field: GraphQLField<unknown, unknown>, ids: KnownIds, hostile?: GraphQLArgument): string {
  const args = field.args
    .filter(
      (one) => one === hostile || one.name === "first" || (isNonNullType(one.type) && one.defaultValue === undefined),
    )
    .map((one) => `${one.name}: ${one === hostile ? "$x" : literal(one.type, plain(one.type, ids))}`);
  return `${field.name}${args.length > 0 ? `(${args.join(", ")})` : ""}`;
}

/** What a type answers by itself, so that a resolver has to run to its end; one level of objects below it. */
function leavesOf(type: GraphQLNamedType, depth = 0): string {
  if (!isObjectType(type)) return "__typename";
  const parts = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.length > 0) return [];
    if (isLeafType(getNamedType(field.type))) return [field.name];
    return depth < 2 ? [`${field.name} { ${leavesOf(getNamedType(field.type), depth + 1)} }`] : [];
  });
  return parts.length > 0 ? parts.join(" ") : "__typename";
}

function literal(type: GraphQLInputType, value: unknown): string {
  if (isNonNullType(type)) return literal(type.ofType, value);
  if (isListType(type)) return `[${(value as unknown[]).map((one) => literal(type.ofType, one)).join()}]`;
  if (isEnumType(type)) return String(value);
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    return `{ ${Object.entries(value as object)
      .map(([name, one]) => `${name}: ${literal(fields[name]!.type, one)}`)
      .join()} }`;
  }
  return JSON.stringify(value);
}

/** A document around a field of a type: by node() where an id of one is known, else by the shortest way from the roots. */
function placed(schema: GraphQLSchema, ids: KnownIds, type: GraphQLObjectType, inner: string): string {
  const known = ids.byType[type.name];
  if (known) return `{ node(id: "${known}") { ... on ${type.name} { ${inner} } } }`;
  let ways: { type: GraphQLNamedType; wrap(text: string): string }[] = [
    { type: schema.getQueryType()!, wrap: (text) => `{ ${text} }` },
  ];
  const seen = new Set<GraphQLNamedType>();
  while (ways.length > 0) {
    const found = ways.find((way) => way.type === type);
    if (found) return found.wrap(inner);
    const next: typeof ways = [];
    for (const way of ways) {
      if (seen.has(way.type)) continue;
      seen.add(way.type);
      if (isAbstractType(way.type))
        for (const one of schema.getPossibleTypes(way.type))
          next.push({ type: one, wrap: (text) => way.wrap(`... on ${one.name} { ${text} }`) });
      if (isObjectType(way.type))
        for (const field of Object.values(way.type.getFields())) {
          if (isLeafType(getNamedType(field.type))) continue;
          const open = fieldHead(field, ids);
          next.push({ type: getNamedType(field.type), wrap: (text) => way.wrap(`${open} { ${text} }`) });
        }
    }
    ways = next;
  }
  throw new Error(`nothing leads to ${type.name}`);
}
