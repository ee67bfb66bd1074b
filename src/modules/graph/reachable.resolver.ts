import { Arg, Ctx, ID, Int, Query, Resolver } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { pageOfReachable } from "./reachable.page.ts";
import { ReachableTargetConnectionType } from "./reachable.type.ts";
import { TargetType } from "./target.sql.ts";
import { TraversalInput } from "./traversal.type.ts";

@Resolver()
export class ReachableResolver {
  @Query(() => ReachableTargetConnectionType, {
    description:
      "All entities of some types within a number of steps, with a shortest path to each. Errors: NOT_FOUND, BAD_INPUT, BAD_CURSOR.",
  })
  reachable(
    @Arg("of", () => ID, { description: "Id of an entity that the viewer sees openly." }) of: string,
    @Arg("targetTypes", () => [TargetType], { description: "What is looked for: anything that is one of these." })
    targetTypes: TargetType[],
    @Arg("input", () => TraversalInput, {
      nullable: true,
      description: "Two hops over everything that holds today when omitted.",
    })
    input: TraversalInput | null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before, of the same question." })
    after: string | null,
    @Ctx() context: Context,
  ): Promise<ReachableTargetConnectionType> {
    return pageOfReachable(context, of, targetTypes, input, pageSize(first), after ?? null);
  }
}
