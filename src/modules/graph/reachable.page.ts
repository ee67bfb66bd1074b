import type { Context } from "../../context.ts";
import { badInput } from "../../shared/errors.ts";
import { compareSequences, markOf, pageOfComputed } from "./computed.page.ts";
import { openKey } from "./graph.resolver.ts";
import type { FoundPath } from "./path.enumeration.ts";
import { dressPaths } from "./path.loader.ts";
import { findReachable, sequenceOf } from "./reachable.traversal.ts";
import type { ReachableTargetConnectionType } from "./reachable.type.ts";
import { loadRelationshipRows } from "./relationship.rows.ts";
import type { TargetType } from "./target.sql.ts";
import type { TraversalInput } from "./traversal.type.ts";
import { dressStops, walkAsked } from "./walk.asked.ts";

// A place is the relationships of the path: nothing in it names who stands at the end.
const places = {
  parts: ["ids"] as const,
  of: (path: FoundPath): [string] => [sequenceOf(path).join("-")],
  compare: ([a]: [string], [b]: [string]) => compareSequences(a.split("-"), b.split("-")),
};

/** A page of the entities of some types that an entity reaches. The whole walk is done each time. */
export async function pageOfReachable(
  context: Context,
  id: string,
  types: readonly TargetType[],
  input: TraversalInput | null,
  first: number,
  after: string | null,
): Promise<ReachableTargetConnectionType> {
  if (!types.length) throw badInput("targetTypes must name at least one type.");
  const request = await walkAsked(context, input);
  const of = await openKey(context, id, request);
  const question = markOf("reachable", [of, types, { ...request, stopAt: [...request.stopAt] }]);
  const found = await findReachable(context.em, of, types, request);
  const page = await pageOfComputed(found.paths, places, { question, first, after }, async (paths) => {
    const rows = await loadRelationshipRows(context.em, paths.flatMap(sequenceOf), request);
    const dressed = await dressPaths(context, paths, rows, request);
    return dressed.map((path) => ({ entity: path.steps.at(-1)!.entity, path }));
  });
  return {
    ...page,
    totalCount: found.paths.length,
    stops: await dressStops(context, found.stops, request),
    isTruncated: found.truncatedAtHop !== null,
    truncatedAtHop: found.truncatedAtHop,
    exploredCount: found.exploredCount,
  };
}
