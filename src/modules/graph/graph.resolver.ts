import { Arg, Ctx, ID, Int, Query, Resolver } from "type-graphql";
import type { Context } from "../../context.ts";
import { confidenceAsked, dayAsked } from "../../shared/asked.ts";
import { pageSize } from "../../shared/connection.ts";
import { badInput, notFound } from "../../shared/errors.ts";
import { keyOf, keysOf } from "../../shared/ids.ts";
import { nodeOf } from "../../shared/nodes.ts";
import { loadEntities, loadEntity } from "./entity.loader.ts";
import { NodeType } from "./entity.type.ts";
import { standingOf } from "./merged.service.ts";
import { type WalkRequest, walkNeighborhood } from "./neighborhood.traversal.ts";
import { dressPaths } from "./path.loader.ts";
import { searchPaths } from "./path.traversal.ts";
import { kindsAsked } from "./relationship.args.ts";
import { toRelationship } from "./relationship.sql.ts";
import { PathSearchType, SubgraphType, TraversalInput } from "./traversal.type.ts";

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

  @Query(() => SubgraphType, { description: "What stands around an entity. Errors: NOT_FOUND, BAD_INPUT." })
  async neighborhood(
    @Arg("of", () => ID, of) id: string,
    @Arg("input", () => TraversalInput, traversal) input: TraversalInput | null,
    @Ctx() context: Context,
  ): Promise<SubgraphType> {
    const found = await walkNeighborhood(context.em, await openKey(context, id), await walkAsked(context, input));
    const entities = await loadEntities(
      context.em,
      found.nodes.map((node) => node.key),
    );
    return {
      nodes: found.nodes.map(({ key, hop, isClipped }) => ({ entity: entities.get(key)!, hop, isClipped })),
      relationships: found.relationships.map((row) => ({
        ...toRelationship(row),
        source: entities.get(row.source_id),
        target: entities.get(row.target_id),
      })),
      isTruncated: found.isTruncated,
      truncatedAtHop: found.truncatedAtHop,
      exploredCount: found.nodes.length,
    };
  }

  @Query(() => PathSearchType, {
    description:
      "Simple paths between two entities, shortest first, ties in a fixed order. Errors: NOT_FOUND, BAD_INPUT.",
  })
  async paths(
    @Arg("from", () => ID, of) from: string,
    @Arg("to", () => ID, of) to: string,
    @Arg("input", () => TraversalInput, traversal) input: TraversalInput | null,
    @Arg("first", () => Int, { defaultValue: 5, description: "1 to 100." }) first: number,
    @Ctx() context: Context,
  ): Promise<PathSearchType> {
    const ends = await Promise.all([openKey(context, from), openKey(context, to)]);
    const found = await searchPaths(context.em, ...ends, await walkAsked(context, input), pageSize(first));
    const paths = await dressPaths(context, found.paths, found.relationships);
    const { isTruncated, truncatedAtHop, exploredCount } = found;
    return { paths, isTruncated, truncatedAtHop, exploredCount };
  }
}

/** The key of an entity that the viewer sees openly; NOT_FOUND for everything else. */
export async function openKey(context: Context, id: string): Promise<string> {
  const key = keyOf("entity", id);
  const entity = key && (await loadEntity(context, key));
  if (!entity || entity.isMasked) throw notFound("entity");
  return entity.key!;
}

/** A traversal's input checked and resolved. */
export async function walkAsked(context: Context, input: TraversalInput | null): Promise<WalkRequest> {
  const asked =
    input ?? Object.assign(new TraversalInput(), { direction: "BOTH", maxHops: 2, validity: "CURRENT", maxNodes: 500 });
  if (asked.maxHops < 1 || asked.maxHops > 6) throw badInput("maxHops must be between 1 and 6.");
  if (asked.maxNodes < 1 || asked.maxNodes > 5_000) throw badInput("maxNodes must be between 1 and 5,000.");
  if ((asked.stopAt?.length ?? 0) > 1_000) throw badInput("stopAt holds more than 1,000.");
  return {
    kinds: kindsAsked(asked.kinds),
    direction: asked.direction,
    validity: asked.validity,
    minConfidence: confidenceAsked(asked.minConfidence),
    ...dayAsked(context, asked.asOf),
    maxHops: asked.maxHops,
    maxNodes: asked.maxNodes,
    stopAt: await standingOf(context.em, keysOf("entity", asked.stopAt ?? [], "stopAt")),
  };
}
