import { Arg, Ctx, ID, Int, Query, Resolver } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { pageOfRings } from "./ring.page.ts";
import { GuaranteeRingConnectionType, GuaranteeRingsInput } from "./ring.type.ts";

@Resolver()
export class RingResolver {
  @Query(() => GuaranteeRingConnectionType, {
    description:
      "Rings of guarantees that an organization stands in: each member guarantees the next, the last one the first. Errors: NOT_FOUND, BAD_INPUT, BAD_CURSOR.",
  })
  guaranteeRings(
    @Arg("of", () => ID, { description: "Id of an entity that the viewer sees openly." }) of: string,
    @Arg("input", () => GuaranteeRingsInput, {
      nullable: true,
      description: "Rings of up to four by guarantees that hold today when omitted.",
    })
    input: GuaranteeRingsInput | null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before, of the same question." })
    after: string | null,
    @Ctx() context: Context,
  ): Promise<GuaranteeRingConnectionType> {
    return pageOfRings(context, of, input, pageSize(first), after ?? null);
  }
}
