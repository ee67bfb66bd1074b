import { buildSchema, GraphQLError, type GraphQLSchema, isAbstractType, isObjectType } from "graphql";

const sdl = `
  interface Node { id: ID! }
  interface Named implements Node { id: ID! name(short: Boolean! = false): String! friend: Named friends: [Named!]! }
  type Person implements Node & Named { id: ID! name(short: Boolean! = false): String! friend: Named friends: [Named!]! age: Int }
  type Firm implements Node & Named { id: ID! name(short: Boolean! = false): String! friend: Named friends: [Named!]! code: String }
  union Anything = Person | Firm
  enum Size { SMALL LARGE }
  input Part { amount: String! currency: String! = "CNY" }
  input Filter { limit: Int! = 7 size: Size = SMALL tags: [String] ids: [ID!] part: Part open: Boolean }
  type Query {
    node(id: ID!): Node
    named(id: ID!): Named
    any: [Anything]
    echo(filter: Filter, list: [Int], size: Size! = LARGE, text: String = "default", first: Int! = 20): String
    fails: String
    failsLater: String
    failsListed: String
    deep: Deep
    deepList: [Deep!]
    deepNullables: [Deep]
    badScalar: Int
    badEnum: Size
    nothing: Named!
    secret: Deep!
  }
  type Deep { ok: String required: String! requiredLater: String! nullable: String nested: Deep strict: Deep! list: [String!] }
  type Mutation { set(value: Int!): Int! }
`;

type Resolve = (source: never, args: Record<string, unknown>, context: { state?: number }) => unknown;

const people = (id: string) => ({
  __typename: id.startsWith("f") ? "Firm" : "Person",
  id,
  age: 40,
  code: `C-${id}`,
});
const fail = (message: string) => {
  throw new Error(message);
};
const listed = () => new GraphQLError("you may not", { extensions: { code: "FORBIDDEN", detail: 7 } });
const later = <T>(work: () => T) =>
  new Promise<T>((resolve, reject) => setTimeout(() => attempt(work, resolve, reject), 1));
const attempt = <T>(work: () => T, resolve: (value: T) => void, reject: (error: unknown) => void) => {
  try {
    resolve(work());
  } catch (error) {
    reject(error);
  }
};

const named: Record<string, Resolve> = {
  name: ({ id }: { id: string }, { short }) => (short ? id : `name of ${id}`),
  friend: ({ id }: { id: string }) =>
    id.length < 4 ? later(() => people(id.startsWith("f") ? `p${id}` : `f${id}`)) : null,
  friends: ({ id }: { id: string }) => (id.length < 3 ? [people(`p${id}`), people(`f${id}`)] : []),
};
const resolvers: Record<string, Record<string, Resolve>> = {
  Person: named,
  Firm: named,
  Query: {
    node: (_, { id }) => people(id as string),
    named: (_, { id }) => later(() => people(id as string)),
    any: () => [people("p1"), null, people("f2")],
    // In which order arguments come is nobody's promise.
    echo: (_, args) => JSON.stringify(args, (_key, value) => (isRecord(value) ? sortedByName(value) : value)),
    fails: () => fail("at once"),
    failsLater: () => later(() => fail("later")),
    failsListed: () => {
      throw listed();
    },
    deep: () => ({}),
    deepList: () => [{}, {}],
    deepNullables: () => later(() => [{}, null, {}]),
    badScalar: () => "seven",
    badEnum: () => "MEDIUM",
    nothing: () => null,
    secret: () => {
      throw listed();
    },
  },
  Deep: {
    ok: () => "ok",
    required: () => null,
    requiredLater: () => later(() => fail("required, later")),
    nullable: () => fail("nullable"),
    nested: () => ({}),
    strict: () => later(() => ({})),
    list: () => ["a", null, "b"],
  },
  Mutation: {
    set: async (_, { value }, context) => {
      const before = context.state ?? 0;
      await later(() => null);
      context.state = value as number;
      if (value === 13) throw listed();
      return before;
    },
  },
};

/** A schema in which everything goes wrong that can: for holding one executor against another. */
export function makeNastySchema(): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (value: { __typename: string }) => value.__typename;
    if (!isObjectType(type)) continue;
    for (const [name, resolve] of Object.entries(resolvers[type.name] ?? {}))
      type.getFields()[name]!.resolve = resolve as never;
  }
  return schema;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const sortedByName = (value: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
