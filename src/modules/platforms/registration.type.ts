import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { defineEnum } from "../../shared/enum.ts";
import { DateScalar } from "../../shared/scalars.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";
import type { RowOutcome as Outcome } from "./platform.call.ts";
import type { RegistrationResult } from "./registration.service.ts";

export const ErrorPolicy = defineEnum("ErrorPolicy", "What one bad row does to the others.", {
  REJECT_ALL: "One bad row and nothing is written.",
  REJECT_ROW: "Bad rows are reported, the rest is written.",
});

export const RowOutcome = defineEnum(
  "RowOutcome",
  "What became of the caller's own row; equal for firms the bank knows and firms it doesn't.",
  {
    CREATED: "The participation is new.",
    UPDATED: "It was there, and the row says something newer.",
    UNCHANGED: "It was there just so.",
    REJECTED: "The row has errors; nothing of it was written.",
    NEEDS_REVIEW: "It conflicts with another row of the caller; nothing of it was written.",
    NOT_WRITTEN: "Good, but not written because of another row or a dry run.",
  },
);

@InputType("ParticipantInput", { description: "One participant in one role. Blank text says nothing." })
export class ParticipantInputType {
  @Field(() => String, {
    nullable: true,
    description: "Unified social credit code; a wrong check character is a warning, a wrong length or letter an error.",
  })
  creditCode?: string | null;
  @Field(() => String, { description: "Its name, 1 to 300 characters." })
  name!: string;
  @Field(() => String, { description: "One of the platform's roles." })
  role!: string;
  @Field(() => String, { nullable: true, description: "GB/T 2260 code; an unknown one is kept with a warning." })
  region?: string | null;
  @Field(() => String, {
    nullable: true,
    description: "GB/T 4754 code with its section letter; an unknown one is kept with a warning.",
  })
  industry?: string | null;
  @Field(() => String, { nullable: true, description: "The platform's own number for this participant." })
  externalId?: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Credit code of the head office, when this is a store or branch.",
  })
  headOfficeCreditCode?: string | null;
  @Field(() => DateScalar, { nullable: true, description: "First day in this role; null: unknown." })
  since?: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "When the platform saw this; older rows never overwrite newer ones. Null: today.",
  })
  observedOn?: string | null;
}

/** What every bulk call about a platform has besides its rows. */
@InputType()
export abstract class BulkInput {
  @Field(() => ID, { description: "The platform; for a machine its own." })
  platformId!: string;
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
      "1 to 200 characters, of the caller's own choosing: the same key with the same content replays the recorded results; with other content it is refused.",
  })
  idempotencyKey?: string | null;
}

@InputType("RegisterParticipantsInput", { description: "Participants of one platform, in one transaction." })
export class RegisterParticipantsInput extends BulkInput {
  @Field(() => [ParticipantInputType], { description: "At most 5,000." })
  participants!: ParticipantInputType[];
}

@ObjectType("ParticipantResult", { description: "What became of one row.", simpleResolvers: true })
export class ParticipantResultType {
  participantId!: RegistrationResult["participantId"];
  participationId!: RegistrationResult["participationId"];
  @Field(() => Int, { description: "Place of the row in the call, from 0." })
  index!: number;
  @Field(() => RowOutcome, { description: "What became of it." })
  outcome!: Outcome;
  @Field(() => [UserErrorType], { description: "Why it was not written; empty when it was." })
  errors!: UserErrorType[];
  @Field(() => [UserErrorType], { description: "What is odd about it, kept with the row." })
  warnings!: UserErrorType[];
}

@ObjectType("OutcomeCount", { description: "How many rows had one outcome.", simpleResolvers: true })
export class OutcomeCountType {
  @Field(() => RowOutcome, { description: "The outcome." })
  outcome!: Outcome;
  @Field(() => Int, { description: "How many rows had it; outcomes that did not occur are left out." })
  count!: number;
}

/** What every bulk call answers besides its results. */
@ObjectType({ simpleResolvers: true })
export abstract class BulkPayload {
  @Field(() => [OutcomeCountType], { description: "How many rows had which outcome." })
  counts!: OutcomeCountType[];
  @Field(() => [UserErrorType], {
    description: "Why nothing at all was done: PLATFORM_NOT_FOUND, TOO_MANY_ROWS, IDEMPOTENCY_KEY_REUSED, TEXT_*.",
  })
  userErrors!: UserErrorType[];
}

@ObjectType({ simpleResolvers: true })
abstract class ParticipantsPayload extends BulkPayload {
  @Field(() => [ParticipantResultType], {
    description: "One a row, in the order of the call; empty when there are userErrors.",
  })
  results!: ParticipantResultType[];
}

@ObjectType("RegisterParticipantsPayload", { description: "What became of the call.", simpleResolvers: true })
export class RegisterParticipantsPayload extends ParticipantsPayload {}

@ObjectType("UpdateParticipantsPayload", { description: "What became of the call.", simpleResolvers: true })
export class UpdateParticipantsPayload extends ParticipantsPayload {}

@ObjectType("EndParticipationsPayload", { description: "What became of the call.", simpleResolvers: true })
export class EndParticipationsPayload extends ParticipantsPayload {}
