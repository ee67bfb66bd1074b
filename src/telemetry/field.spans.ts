import { type GraphQLSchema, isObjectType } from "graphql";
import { forField, spanned } from "../shared/span.ts";

/**
 * A span for each root field, and a name for what the fields below load: the loader that a field asks makes one span for all its parents.
 * Put in only when traces are sent.
 */
export function traceFields(schema: GraphQLSchema): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      if (!resolve || type.name.startsWith("__")) continue;
      const name = `${type.name}.${field.name}`;
      field.resolve = roots.includes(type)
        ? (...args) => spanned(name, () => forField(name, async () => resolve(...args)))
        : (...args) => forField(name, () => resolve(...args));
    }
  }
  return schema;
}
