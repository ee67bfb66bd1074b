import { Arg, Ctx, ID, Int, Query, Resolver } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { pageOfHubs } from "./hub.page.ts";
import { CommonHubConnectionType, CommonHubsInput } from "./hub.type.ts";

@Resolver()
export class HubResolver {
  @Query(() => CommonHubConnectionType, {
    description:
      "What several organizations share: the entities beside at least two of them, with which of them each joins and by what. " +
      "Errors: NOT_FOUND, BAD_INPUT, BAD_CURSOR.",
  })
  commonHubs(
    @Arg("of", () => [ID], { description: "2 to 200 ids of different entities that the viewer sees openly." })
    of: string[],
    @Arg("input", () => CommonHubsInput, {
      nullable: true,
      description: "One step over all that holds today when omitted.",
    })
    input: CommonHubsInput | null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before, of the same question." })
    after: string | null,
    @Ctx() context: Context,
  ): Promise<CommonHubConnectionType> {
    return pageOfHubs(context, of, input, pageSize(first), after ?? null);
  }
}
