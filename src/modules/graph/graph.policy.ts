import { graphReaders, graphReadersAndPlatform, headOffice, type Policy } from "../../shared/policy.ts";

/** Every bank role but STAFF reads the graph; a platform asks node and nodes for what is its own, and reads its own participants. */
export const graphPolicy: Policy = {
  "Query.node": graphReadersAndPlatform,
  "Query.nodes": graphReadersAndPlatform,
  "Query.neighborhood": graphReaders,
  "Query.paths": graphReaders,
  "Query.commonHubs": graphReaders,
  "Query.reachable": graphReaders,
  "Query.ownershipChains": graphReaders,
  "Query.guaranteeRings": graphReaders,
  "Query.connections": graphReaders,
  "Entity.degrees": graphReaders,
  "Entity.relationships": graphReaders,
  "Relationship.source": graphReadersAndPlatform,
  "Relationship.target": graphReadersAndPlatform,
  "Relationship.evidence": graphReaders,
  "Relationship.explain": graphReaders,
  "RelationshipEdge.entity": graphReadersAndPlatform,
  "RelationshipConnection.totalCount": graphReadersAndPlatform,
  "EvidenceConnection.totalCount": graphReaders,
  "Evidence.reference": graphReaders,
  "Evidence.amount": graphReaders,
  // Other branches and other relationships of the bank follow from it.
  "Mutation.withdrawEvidence": headOffice,
};
