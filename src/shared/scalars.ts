import { GraphQLError, GraphQLScalarType, Kind } from "graphql";

const text = (name: string, example: string) => (value: unknown) => {
  if (typeof value === "string" && value.length <= 64) return value;
  throw new GraphQLError(`${name} is written as text, e.g. "${example}".`);
};

// Input is checked where it is used, so that a bad day or amount of one row is answered on that row and not as a refused request.
const scalar = (name: string, description: string, example: string, write: (value: unknown) => string = String) => {
  const parse = text(name, example);
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: write,
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : null),
  });
};

/** As RFC 3339 has it, also of what PostgreSQL writes ("2026-02-28 09:30:00.123456+00"). */
function instant(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  const text = String(value);
  return text.includes("T") ? text : new Date(text).toISOString();
}

export const DateScalar = scalar("Date", "A day in Asia/Shanghai, YYYY-MM-DD.", "2026-02-28");
export const DateTimeScalar = scalar("DateTime", "An instant, RFC 3339.", "2026-02-28T09:30:00Z", instant);
export const DecimalScalar = scalar("Decimal", "Exact decimal as text, e.g. 1250000.00. Never a float.", "1250000.00");
