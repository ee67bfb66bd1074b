import {
  type ASTNode,
  BREAK,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  visit,
} from "graphql";
import { Refusal } from "./refusal.ts";

/** How large a document may be. Our own largest operation has 80 fields and is 9 deep; GraphiQL's introspection has 110 and is 15 deep. */
export const documentLimits = {
  characters: 100_000,
  tokens: 5_000,
  operations: 20,
  fragments: 100,
  variables: 100,
  /** Fields and spreads as they are written; the rules of the specification compare those of one name with each other. */
  selections: 500,
  aliases: 50,
  directives: 50,
  /** Elements of one list, written or in a variable. */
  listLength: 1_000,
  depth: 16,
  /** Fields when every fragment is written out where it is spread. */
  fields: 2_000,
} as const;

export const tooLarge = (what: string, limit: number): Refusal =>
  new Refusal(400, "QUERY_TOO_LARGE", {
    message: `The document has more than ${limit} ${what}. Ask in several requests.`,
  });

type Counted = "operations" | "fragments" | "variables" | "selections" | "aliases" | "directives";

/**
 * Refuses a document that is too large, before anything is done with it that costs more than looking at it once. Of our own and not
 * graphql-armor, whose rules run beside those of the specification (one of which is quadratic) instead of before them, and follow
 * fragments as often as they are spread; here each is looked at once, so that fragments which double each other cost nothing.
 */
export function checkSize(document: DocumentNode): void {
  countWritten(document);
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((one) => [one.name.value, one]),
  );
  const sizes = new Map<string, { depth: number; fields: number }>();
  // A fragment within itself counts as nothing: validation refuses it by name.
  const nothing = { depth: 0, fields: 0 };

  const sizeOf = (set: SelectionSetNode | undefined): { depth: number; fields: number } => {
    let depth = 0;
    let fields = 0;
    for (const selection of set?.selections ?? []) {
      const isField = selection.kind === Kind.FIELD;
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD ? ofFragment(selection.name.value) : sizeOf(selection.selectionSet);
      depth = Math.max(depth, inner.depth + (isField ? 1 : 0));
      fields += inner.fields + (isField ? 1 : 0);
    }
    return { depth, fields };
  };
  const ofFragment = (name: string) => {
    const known = sizes.get(name);
    if (known) return known;
    sizes.set(name, nothing);
    const size = sizeOf(fragments.get(name)?.selectionSet);
    sizes.set(name, size);
    return size;
  };
  for (const definition of document.definitions) {
    if (!("selectionSet" in definition)) continue;
    const { depth, fields } = sizeOf(definition.selectionSet);
    if (depth > documentLimits.depth) throw tooLarge("levels", documentLimits.depth);
    if (fields > documentLimits.fields) throw tooLarge("fields, fragments written out", documentLimits.fields);
  }
}

/** What may stand within its own kind, in values and in types of variables; of selections there are too few to go deep. */
const nests = ({ kind }: ASTNode) => kind === Kind.LIST || kind === Kind.OBJECT || kind === Kind.LIST_TYPE;

/** Counts what is written; walks without recursion, since nothing has bounded the nesting yet. */
function countWritten(document: DocumentNode): void {
  const counts: Record<Counted, number> = {
    operations: 0,
    fragments: 0,
    variables: 0,
    selections: 0,
    aliases: 0,
    directives: 0,
  };
  let refusal: Refusal | null = null;
  let nesting = 0;
  const count = (what: Counted, by = 1) => {
    counts[what] += by;
    if (counts[what] > documentLimits[what]) refusal = tooLarge(what, documentLimits[what]);
  };
  visit(document, {
    enter(node: ASTNode) {
      if (node.kind === Kind.FIELD) {
        count("selections");
        if (node.alias) count("aliases");
      } else if (node.kind === Kind.FRAGMENT_SPREAD || node.kind === Kind.INLINE_FRAGMENT) count("selections");
      else if (node.kind === Kind.DIRECTIVE) count("directives");
      else if (node.kind === Kind.OPERATION_DEFINITION) count("operations");
      else if (node.kind === Kind.FRAGMENT_DEFINITION) count("fragments");
      else if (node.kind === Kind.VARIABLE_DEFINITION) count("variables");
      else if (node.kind === Kind.LIST && node.values.length > documentLimits.listLength)
        refusal = tooLarge("elements in one list", documentLimits.listLength);
      if (nests(node)) nesting += 1;
      if (nesting > documentLimits.depth) refusal = tooLarge("levels", documentLimits.depth);
      return refusal ? BREAK : undefined;
    },
    leave(node: ASTNode) {
      if (nests(node)) nesting -= 1;
    },
  });
  if (refusal) throw refusal;
}
