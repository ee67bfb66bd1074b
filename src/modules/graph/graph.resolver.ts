import { Arg, Ctx, ID, Int, Query, Resolver } from "type-graphql";
import type { Context } from "../../context.ts";
import type { TimeAsked } from "../../shared/asked.ts";
import { pageSize } from "../../shared/connection.ts";
import { badInput, notFound } from "../../shared/errors.ts";
import { keyOf } from "../../shared/ids.ts";
import { nodeOf } from "../../shared/nodes.ts";
import { loadEntities, loadEntityAt } from "./entity.loader.ts";
import { NodeType } from "./entity.type.ts";
import { mergedAt } from "./merged.service.ts";
import { walkNeighborhood } from "./neighborhood.traversal.ts";
import { PathOrder } from "./path.enumeration.ts";
import { dressPaths } from "./path.loader.ts";
import { searchPaths } from "./path.traversal.ts";
import { toRelationship } from "./relationship.sql.ts";
import { PathSearchType, SubgraphType, TraversalInput } from "./traversal.type.ts";
import { dressStops, walkAsked } from "./walk.asked.ts";

const of = { description: "Id of an entity that the viewer sees openly." };
const traversal = { nullable: true, description: "Two hops over everything that holds today when omitted." };

@Resolver()
export class GraphResolver {
  @Query(() => NodeType, { nullable: true, description: "What an id names; null for anything unknown or invisible." })
  node(
    @Arg("id", () => ID, {
      description: "An id that this API has answered; those of keys and of the audit log name no node.",
    })
    id: string,
    @Ctx() context: Context,
  ) {
    return nodeOf(context, id);
  }

  @Query(() => [NodeType], { nullable: "items", description: "As node, for at most 100 ids, in their order." })
  nodes(@Arg("ids", () => [ID], { description: "At most 100." }) ids: string[], @Ctx() context: Context) {
    if (ids.length > 100) throw badInput("ids holds more than 100.");
    return Promise.all(ids.map((id) => nodeOf(context, id)));
  }

  @Query(() => SubgraphType, {
    description: "What stands around an entity. Errors: NOT_FOUND, BAD_INPUT, CURRENCY_UNKNOWN.",
  })
  async neighborhood(
    @Arg("of", () => ID, of) id: string,
    @Arg("input", () => TraversalInput, traversal) input: TraversalInput | null,
    @Ctx() context: Context,
  ): Promise<SubgraphType> {
    const request = await walkAsked(context, input);
    const found = await walkNeighborhood(context.em, await openKey(context, id, request), request);
    const nodes = [...found.nodes.values()];
    const entities = await loadEntities(context.em, [...found.nodes.keys()], request);
    return {
      nodes: nodes.map(({ key, hop, isClipped }) => ({ entity: entities.get(key)!, hop, isClipped })),
      relationships: found.relationships.map((row) => ({
        ...toRelationship(row, request),
        source: entities.get(row.source_id),
        target: entities.get(row.target_id),
      })),
      stops: found.stops.map(({ key, hop, reason }) => ({ entity: entities.get(key)!, hop, reason })),
      isTruncated: found.isTruncated,
      truncatedAtHop: found.truncatedAtHop,
      exploredCount: nodes.length,
    };
  }

  @Query(() => PathSearchType, {
    description:
      "Simple paths between two entities, shortest first unless asked otherwise, ties in a fixed order. Errors: NOT_FOUND, BAD_INPUT, CURRENCY_UNKNOWN.",
  })
  async paths(
    @Arg("from", () => ID, of) from: string,
    @Arg("to", () => ID, of) to: string,
    @Arg("input", () => TraversalInput, traversal) input: TraversalInput | null,
    @Arg("orderBy", () => PathOrder, { defaultValue: PathOrder.LENGTH, description: "Which paths come first." })
    orderBy: PathOrder,
    @Arg("first", () => Int, { defaultValue: 5, description: "1 to 100." }) first: number,
    @Ctx() context: Context,
  ): Promise<PathSearchType> {
    const request = { ...(await walkAsked(context, input)), order: orderBy, first: pageSize(first) };
    const ends = await Promise.all([openKey(context, from, request), openKey(context, to, request)]);
    const { isTruncated, truncatedAtHop, exploredCount, ...found } = await searchPaths(context.em, ...ends, request);
    const [paths, stops] = await Promise.all([
      dressPaths(context, found.paths, found.relationships, request),
      dressStops(context, found.stops, request),
    ]);
    return { paths, stops, isTruncated, truncatedAtHop, exploredCount };
  }
}

/** The key of an entity that the viewer sees openly, or of what it was known to be part of at the time asked; NOT_FOUND for everything else. */
export async function openKey(context: Context, id: string, time: TimeAsked): Promise<string> {
  const key = keyOf("entity", id);
  const entity = key && (await loadEntityAt(context, key, time));
  if (!entity || entity.isMasked) throw notFound("entity", id);
  const merged = time.knownAt === null ? null : await mergedAt(context.em, [key], time);
  return merged?.get(key) ?? entity.key!;
}
