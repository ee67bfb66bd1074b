import type { Context } from "../../context.ts";
import { loadEntityAt } from "./entity.loader.ts";
import type { EntityType } from "./entity.type.ts";
import type { FoundPath } from "./path.enumeration.ts";
import { type AsOf, type RelationshipRow, toRelationship } from "./relationship.sql.ts";
import type { PathType } from "./traversal.type.ts";

/** The steps of a way that is known by its relationships alone, walked from where it starts. */
export function stepsAlong(
  start: string,
  keys: readonly string[],
  relationships: ReadonlyMap<string, RelationshipRow>,
): FoundPath {
  let at = start;
  return keys.map((relationship) => {
    const { source_id, target_id } = relationships.get(relationship)!;
    const direction = source_id === at ? ("OUT" as const) : ("IN" as const);
    at = direction === "OUT" ? target_id : source_id;
    return { relationship, direction, entity: at };
  });
}

/** Dresses paths found at a time with their entities and relationships; entities of all paths are loaded in one statement. */
export function dressPaths(
  context: Context,
  paths: readonly FoundPath[],
  relationships: ReadonlyMap<string, RelationshipRow>,
  time: AsOf,
): Promise<PathType[]> {
  return Promise.all(paths.map((path) => dressPath(context, path, relationships, time)));
}

async function dressPath(
  context: Context,
  path: FoundPath,
  relationships: ReadonlyMap<string, RelationshipRow>,
  time: AsOf,
): Promise<PathType> {
  const steps = path.map(async ({ relationship, direction, entity }) => ({
    relationship: toRelationship(relationships.get(relationship)!, time),
    direction,
    entity: (await loadEntityAt(context, entity, time)) as EntityType,
  }));
  const confidence = path.reduce((product, step) => product * relationships.get(step.relationship)!.confidence, 1);
  return { length: path.length, steps: await Promise.all(steps), confidence: Math.round(confidence * 1e4) / 1e4 };
}
