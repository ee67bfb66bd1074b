import type { ApolloServerPlugin } from "@apollo/server";
import { Kind, type OperationDefinitionNode } from "graphql";
import type { Config } from "../config.ts";
import type { Context } from "../context.ts";
import { currentRequest } from "../shared/request.ts";
import { bulkFields } from "./bulk.ts";

/** Root fields that walk the graph, many statements one after the other; a batch's id is such a walk, too. */
const walks = [
  "acquisitionBatches",
  "prospects",
  "neighborhood",
  "paths",
  "connections",
  "commonHubs",
  "reachable",
  "ownershipChains",
  "guaranteeRings",
  "node",
  "nodes",
];

/** Names the operation for the log, gives walks and bulk calls their time, and answers outages with a status that proxies and clients know. */
export const operationBounds = ({ walkTimeout, bulkTimeout }: Config): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, operationName }) {
        const request = currentRequest();
        if (!request || !operation) return;
        request.facts.operation = operationName;
        request.facts.kind = operation.operation;
        if (asks(operation, "mutation", Object.keys(bulkFields)) || asks(operation, "query", ["matchOrganizations"]))
          request.allow(bulkTimeout, bulkTimeout);
        else if (asks(operation, "query", walks)) request.allow(walkTimeout);
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

/** Whether an operation asks for one of these root fields; what stands in a fragment may be one of them. */
const asks = ({ operation, selectionSet }: OperationDefinitionNode, kind: string, fields: readonly string[]): boolean =>
  operation === kind &&
  selectionSet.selections.some((field) => field.kind !== Kind.FIELD || fields.includes(field.name.value));
