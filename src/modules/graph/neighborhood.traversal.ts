import type { Em } from "../../database.ts";
import { relationshipsAmong } from "./among.loader.ts";
import type { RelationshipRow } from "./relationship.sql.ts";
import { type Walk, type WalkRequest, walkLevels } from "./walk.traversal.ts";

export interface Neighborhood extends Walk {
  relationships: RelationshipRow[];
  isTruncated: boolean;
}

/** So many relationships are drawn among what was reached. */
export const maxRelationships = 20_000;

/** Everything within some hops of an entity, and what holds among it: docs/rules.md, "Neighborhood". */
export async function walkNeighborhood(em: Em, of: string, request: WalkRequest): Promise<Neighborhood> {
  const walk = await walkLevels(em, of, request);
  const relationships = await relationshipsAmong(em, [...walk.nodes.keys()], request.hops, maxRelationships + 1);
  return {
    ...walk,
    relationships: relationships.slice(0, maxRelationships),
    isTruncated: walk.truncatedAtHop !== null || relationships.length > maxRelationships,
  };
}
