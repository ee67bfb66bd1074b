import type { Context } from "../../context.ts";
import type { TimeAsked } from "../../shared/asked.ts";
import { byArguments, requestLoader } from "../../shared/loader.ts";
import { dressPaths } from "../graph/path.loader.ts";
import { loadRelationshipRows } from "../graph/relationship.rows.ts";
import type { RelationshipRow } from "../graph/relationship.sql.ts";
import type { PathType } from "../graph/traversal.type.ts";
import type { FullPath } from "./batch.assembly.ts";
import type { Trail } from "./introducer.path.ts";
import type { Edge } from "./network.loader.ts";
import { otherEnd } from "./network.traversal.ts";

/** Relationships of paths with the amounts and confidence of the question's time; one statement for all paths of a time. */
const loadRow = requestLoader<{ parent: string; time: TimeAsked }, RelationshipRow>((context, keys) =>
  byArguments(keys, (ids, { time }) => loadRelationshipRows(context.em, ids, time)),
);

/** Paths for the API, from where each starts over its edges. */
export async function dressed(
  context: Context,
  time: TimeAsked,
  paths: readonly { client: string; edges: readonly Edge[] }[],
): Promise<PathType[]> {
  const rows = await Promise.all(
    paths.flatMap((path) => path.edges.map((edge) => loadRow(context, { parent: edge.id, time }))),
  );
  const steps = paths.map(({ client, edges }) => {
    let at = client;
    return edges.map((edge) => {
      const direction = edge.source === at ? ("OUT" as const) : ("IN" as const);
      at = otherEnd(edge, at);
      return { relationship: edge.id, direction, entity: at };
    });
  });
  return dressPaths(context, steps, new Map(rows.map((row) => [row.id, row])), time);
}

/** An introducer's way to the hub as a path. */
export function pathOf(trail: Trail): Pick<FullPath, "client" | "edges"> {
  const edges: Edge[] = [];
  for (let t: Trail | null = trail; t?.edge; t = t.next) edges.push(t.edge);
  return { client: trail.at, edges };
}
