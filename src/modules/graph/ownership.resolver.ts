import { Arg, Ctx, ID, Int, Query, Resolver } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { pageOfStakes } from "./ownership.page.ts";
import { OwnershipInput, OwnershipStakeConnectionType } from "./ownership.type.ts";

@Resolver()
export class OwnershipResolver {
  @Query(() => OwnershipStakeConnectionType, {
    description:
      "Who owns an organization, up to its ultimate owners, or what an owner holds: with every share, step by step and combined, and the cycles. " +
      "Errors: NOT_FOUND, BAD_INPUT, BAD_CURSOR.",
  })
  ownershipChains(
    @Arg("of", () => ID, { description: "Id of an entity that the viewer sees openly." }) of: string,
    @Arg("input", () => OwnershipInput, {
      nullable: true,
      description: "All owners within ten steps by what holds today when omitted.",
    })
    input: OwnershipInput | null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before, of the same question." })
    after: string | null,
    @Ctx() context: Context,
  ): Promise<OwnershipStakeConnectionType> {
    return pageOfStakes(context, of, input, pageSize(first), after ?? null);
  }
}
