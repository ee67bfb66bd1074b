import { Arg, Args, ArgsType, Ctx, Field, Float, ID, Int, Query, Resolver } from "type-graphql";
import type { Context } from "../../context.ts";
import { loadConnectionsBetween } from "./between.loader.ts";
import { RelationshipKind } from "./graph.enums.ts";
import { TimeArgs } from "./relationship.args.ts";
import { ConnectionsBetweenType } from "./traversal.type.ts";

/** Which relationships among some entities are asked for. */
@ArgsType()
export class BetweenArgs extends TimeArgs {
  @Field(() => [RelationshipKind], { nullable: true, description: "Only these kinds; all when omitted or empty." })
  kinds?: RelationshipKind[] | null;
  @Field(() => Float, { nullable: true, description: "Only relationships at least this certain on that day, 0 to 1." })
  minConfidence?: number | null;
  @Field(() => Int, { defaultValue: 1_000, description: "How many relationships are answered, 1 to 5,000." })
  limit!: number;
}

@Resolver()
export class BetweenResolver {
  @Query(() => ConnectionsBetweenType, {
    description: "All relationships among some entities, in one list. Errors: NOT_FOUND, BAD_INPUT.",
  })
  connections(
    @Arg("between", () => [ID], { description: "Ids of 1 to 200 entities that the viewer sees openly." })
    between: string[],
    @Args(() => BetweenArgs) asked: BetweenArgs,
    @Ctx() context: Context,
  ): Promise<ConnectionsBetweenType> {
    return loadConnectionsBetween(context, between, asked);
  }
}
