import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";

/** How many fields graphql-jit would write code for: below an abstract type everything is written once for each possible type. */
export function compiledSize(schema: GraphQLSchema, document: DocumentNode, limit = 100_000): number {
  const fragments = new Map(
    document.definitions
      .filter((d): d is FragmentDefinitionNode => d.kind === Kind.FRAGMENT_DEFINITION)
      .map((d) => [d.name.value, d]),
  );
  let size = 0;

  const count = (set: SelectionSetNode | undefined, type: GraphQLNamedType | undefined, times: number): void => {
    if (!set || !type || size > limit) return;
    const copies = isAbstractType(type) ? times * schema.getPossibleTypes(type).length : times;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        size += copies;
        const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
        const field = fields[selection.name.value];
        count(selection.selectionSet, field && getNamedType(field.type), copies);
      } else {
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
        const on = fragment?.typeCondition?.name.value;
        count(fragment?.selectionSet, on ? schema.getType(on) : type, times);
      }
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = schema.getRootType(definition.operation);
    count(definition.selectionSet, root ?? undefined, 1);
  }
  return size;
}
