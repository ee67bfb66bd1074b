import type { ApolloServerPlugin } from "@apollo/server";
import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from "graphql";
import type { Context } from "../../context.ts";
import type { RefusalCounter } from "./refusal.counter.ts";
import { refusedBy } from "./rules.ts";

/** Counts what the rules refused in an answer, under the root field that led there: once an answer and root field. */
export function refusalPlugin(refusals: RefusalCounter): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ response, document, operation, contextValue }) => {
        for (const { operation, code } of refusedBy(contextValue)) refusals.count(contextValue.viewer, operation, code);
        if (response.body.kind !== "single") return;
        const errors = response.body.singleResult.errors?.filter((error) => error.extensions?.code === "FORBIDDEN");
        if (!errors?.length || !document || !operation) return;
        const keys = errors.map((error) => String(error.path?.[0]));
        const fields = new Set(keys.map((key) => rootField(document, operation, key)));
        for (const field of fields) refusals.count(contextValue.viewer, field, "FORBIDDEN");
      },
    }),
  };
}

/** The name of the root field behind a key of the answer: an alias is the caller's own text, which the log must not keep. */
function rootField(document: DocumentNode, operation: OperationDefinitionNode, key: string): string {
  const find = ({ selections }: SelectionSetNode): FieldNode | undefined => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        if ((selection.alias ?? selection.name).value === key) return selection;
        continue;
      }
      const set =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.selectionSet
          : document.definitions.find(
              (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === selection.name.value,
            );
      const inside = set && "selectionSet" in set ? set.selectionSet : set;
      const found = inside && find(inside as SelectionSetNode);
      if (found) return found;
    }
    return undefined;
  };
  return find(operation.selectionSet)?.name.value ?? "unknown";
}
