import type { ApolloServerPlugin } from "@apollo/server";
import { type FieldNode, Kind, type OperationDefinitionNode } from "graphql";
import type { Context } from "../context.ts";
import { currentRequest } from "../shared/request.ts";
import { bulkMutations } from "./bulk.ts";

/** Names the operation for the log, gives bulk mutations their time, and answers outages with a status that proxies and clients know. */
export const operationBounds = (bulkTimeout: number): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, operationName }) {
        const request = currentRequest();
        if (!request || !operation) return;
        request.facts.operation = operationName;
        request.facts.kind = operation.operation;
        if (isBulk(operation)) request.allow(bulkTimeout);
      },
      async willSendResponse({ response }) {
        if (response.body.kind !== "single") return;
        const { data, errors = [] } = response.body.singleResult;
        const codes = errors.map((error) => error.extensions?.code);
        const request = currentRequest();
        if (request && typeof codes[0] === "string") request.facts.code = codes[0];
        // An answer in part is an answer; status and header are for one that has nothing.
        if (data && Object.values(data).some((value) => value !== null)) return;
        if (codes.includes("UNAVAILABLE")) {
          response.http.status = 503;
          response.http.headers.set("retry-after", "1");
        } else if (codes.includes("TIMED_OUT")) response.http.status = 504;
      },
    };
  },
});

const isBulk = ({ operation, selectionSet }: OperationDefinitionNode): boolean =>
  operation === "mutation" &&
  selectionSet.selections.some(
    (field) => field.kind !== Kind.FIELD || Object.hasOwn(bulkMutations, (field as FieldNode).name.value),
  );
