import {
  astFromValue,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  getOperationAST,
  isInputObjectType,
  isInputType,
  isListType,
  isRequiredInputField,
  typeFromAST,
  valueFromASTUntyped,
} from "graphql";

type Variables = Record<string, unknown>;
type Fill = (value: unknown) => unknown;

/**
 * Writes into variables what their input objects leave out, are not allowed to lack and have a default for: compiled coercion would refuse
 * them. Everything else stays as it is, wrong values too; null when a document's variables have nothing of the kind.
 */
export function defaultsFor(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
): ((variables: Variables) => Variables) | null {
  const fills = new Map<GraphQLInputType, Fill | null>();
  const fillOf = (type: GraphQLInputType): Fill | null => {
    const known = fills.get(type);
    if (known !== undefined) return known;
    // A type that contains itself is left to graphql-js.
    fills.set(type, null);
    const fill = made(getNullableType(type) as GraphQLInputType);
    fills.set(type, fill);
    return fill;
  };
  const made = (type: GraphQLInputType): Fill | null => {
    if (isListType(type)) {
      const fill = fillOf(type.ofType);
      return fill && ((value) => (Array.isArray(value) ? value.map(fill) : fill(value)));
    }
    if (!isInputObjectType(type)) return null;
    const fields = Object.values(type.getFields());
    const defaults = fields.flatMap((field) => {
      if (field.defaultValue === undefined || !isRequiredInputField({ ...field, defaultValue: undefined })) return [];
      const ast = astFromValue(field.defaultValue, field.type);
      return ast ? [[field.name, valueFromASTUntyped(ast)] as const] : [];
    });
    const inner = fields.flatMap((field) => {
      const fill = fillOf(field.type);
      return fill ? [[field.name, fill] as const] : [];
    });
    if (defaults.length === 0 && inner.length === 0) return null;
    return (value) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
      const filled: Variables = { ...value };
      for (const [name, one] of defaults) if (filled[name] === undefined) filled[name] = one;
      for (const [name, fill] of inner) if (filled[name] !== undefined) filled[name] = fill(filled[name]);
      return filled;
    };
  };
  const all = (getOperationAST(document, operationName)?.variableDefinitions ?? []).flatMap(({ variable, type }) => {
    const input = typeFromAST(schema, type as Parameters<typeof typeFromAST>[1]);
    const fill = isInputType(input) ? fillOf(input) : null;
    return fill ? [[variable.name.value, fill] as const] : [];
  });
  if (all.length === 0) return null;
  return (variables) => {
    const filled = { ...variables };
    for (const [name, fill] of all) if (filled[name] !== undefined) filled[name] = fill(filled[name]);
    return filled;
  };
}
