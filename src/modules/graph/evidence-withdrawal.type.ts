import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";

export const WithdrawalOutcome = defineEnum("WithdrawalOutcome", "What became of evidence that was to be withdrawn.", {
  WITHDRAWN: "It counts no more; it stays in history.",
  UNCHANGED: "It was withdrawn before, or stands earlier in the same call.",
  REJECTED: "There is no such evidence; see errors.",
});
export type WithdrawalOutcome = EnumValue<typeof WithdrawalOutcome>;

@InputType("WithdrawEvidenceInput", { description: "Evidence that turned out to be wrong." })
export class WithdrawEvidenceInput {
  @Field(() => [ID], { description: "Ids of evidence, at most 1,000." })
  ids!: string[];
  @Field(() => String, { description: "Why, 1 to 500 characters; kept with the evidence, shown to nobody." })
  reason!: string;
}

@ObjectType("EvidenceWithdrawal", { description: "What became of one id.", simpleResolvers: true })
export class EvidenceWithdrawalType {
  @Field(() => Int, { description: "Its place in the call, from 0." })
  index!: number;
  @Field(() => WithdrawalOutcome, { description: "What became of it." })
  outcome!: WithdrawalOutcome;
  @Field(() => [UserErrorType], { description: "Why nothing: NOT_FOUND; empty otherwise." })
  errors!: UserErrorType[];
}

@ObjectType("WithdrawEvidencePayload", { description: "What became of the call.", simpleResolvers: true })
export class WithdrawEvidencePayload {
  @Field(() => [EvidenceWithdrawalType], {
    description: "One an id, in the order of the call; empty when there are userErrors.",
  })
  results!: EvidenceWithdrawalType[];
  @Field(() => [UserErrorType], { description: "Why nothing at all was done: TOO_MANY_ROWS, TEXT_*." })
  userErrors!: UserErrorType[];
}
