import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Context } from "../../context.ts";
import { withdrawEvidenceAsked } from "./evidence-withdrawal.request.ts";
import { WithdrawEvidenceInput, WithdrawEvidencePayload } from "./evidence-withdrawal.type.ts";

@Resolver()
export class EvidenceWithdrawalResolver {
  @Mutation(() => WithdrawEvidencePayload, {
    description:
      "Withdraws evidence that turned out to be wrong; days, amounts and confidence of its relationships follow, and one that is left without evidence is withdrawn. The same again changes nothing. userErrors: TOO_MANY_ROWS, TEXT_*.",
  })
  withdrawEvidence(
    @Arg("input", () => WithdrawEvidenceInput, { description: "Which, and why." }) input: WithdrawEvidenceInput,
    @Ctx() context: Context,
  ) {
    return withdrawEvidenceAsked(context, input);
  }
}
