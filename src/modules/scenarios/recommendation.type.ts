import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { DateScalar } from "../../shared/scalars.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";
import type { RowOutcome as Outcome } from "../platforms/platform.call.ts";
import { ErrorPolicy, OutcomeCountType, RowOutcome } from "../platforms/registration.type.ts";

@InputType("RecommendationInput", { description: "Somebody recommended the bank, or a platform of it, to somebody." })
export class RecommendationInput {
  @Field(() => ID, { description: "Who recommended: an organization or a group." })
  fromId!: string;
  @Field(() => ID, { description: "To whom, or what: an organization, a group or a scenario platform." })
  toId!: string;
  @Field(() => DateScalar, { description: "When, not in the future." })
  on!: string;
  @Field(() => String, {
    nullable: true,
    description:
      "What was said, 1 to 300 characters; only the recorder's branch, head office and auditors read it. Null: a note that stands stays.",
  })
  note?: string | null;
}

@InputType("RecordRecommendationsInput", { description: "Recommendations, in one transaction." })
export class RecordRecommendationsInput {
  @Field(() => [RecommendationInput], { description: "At most 5,000." })
  recommendations!: RecommendationInput[];
  @Field(() => ErrorPolicy, {
    defaultValue: ErrorPolicy.REJECT_ROW,
    description: "What one bad row does to the others.",
  })
  errorPolicy!: keyof typeof ErrorPolicy;
  @Field(() => Boolean, { defaultValue: false, description: "Check and report, write nothing." })
  dryRun!: boolean;
  @Field(() => String, {
    nullable: true,
    description:
      "1 to 200 characters: the same key with the same content replays the recorded results; with other content it is refused.",
  })
  idempotencyKey?: string | null;
}

@ObjectType("RecommendationResult", { description: "What became of one row.", simpleResolvers: true })
export class RecommendationResultType {
  @Field(() => Int, { description: "Place of the row in the call, from 0." })
  index!: number;
  @Field(() => RowOutcome, { description: "What became of it; UPDATED also when only its note is new." })
  outcome!: Outcome;
  @Field(() => [UserErrorType], { description: "Why it was not written; empty when it was." })
  errors!: UserErrorType[];
}

@ObjectType("RecordRecommendationsPayload", { description: "What became of the call.", simpleResolvers: true })
export class RecordRecommendationsPayload {
  @Field(() => [RecommendationResultType], {
    description: "One a row, in the order of the call; empty when there are userErrors.",
  })
  results!: RecommendationResultType[];
  @Field(() => [OutcomeCountType], { description: "How many rows had which outcome." })
  counts!: OutcomeCountType[];
  @Field(() => [UserErrorType], {
    description: "Why nothing at all was done: TOO_MANY_ROWS, IDEMPOTENCY_KEY_REUSED, TEXT_*.",
  })
  userErrors!: UserErrorType[];
}
