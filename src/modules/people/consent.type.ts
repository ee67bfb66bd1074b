import { Field, ID, InputType, ObjectType } from "type-graphql";
import { DateScalar, DateTimeScalar } from "../../shared/scalars.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";
import { NodeType } from "../graph/entity.type.ts";
import { GivenConsentInput } from "./contact.type.ts";
import { ConsentPurpose, PersonalSource, WriteOutcome } from "./personal.enums.ts";

@ObjectType("Consent", {
  description:
    "What a person, or an individual business, agreed to on a day (同意). Rows are never overwritten: a withdrawal is added to its row, a new consent is a new row.",
  implements: NodeType,
  simpleResolvers: true,
})
export class ConsentType extends NodeType {
  __typename!: "Consent";
  /** What should be remembered of it; the field shows it to those who work with the person. */
  noteText!: string | null;
  @Field(() => ConsentPurpose, { description: "What was agreed to." })
  purpose!: ConsentPurpose;
  @Field(() => PersonalSource, { description: "How it was given." })
  source!: PersonalSource;
  @Field(() => DateScalar, { description: "The day it was given; it is in force from then on." })
  givenOn!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description: "The first day on which it is not in force any more; null: not withdrawn.",
  })
  withdrawnOn!: string | null;
  @Field(() => ID, { nullable: true, description: "Id of the branch that recorded it; null: head office." })
  branch!: string | null;
  @Field(() => DateTimeScalar, { description: "When it was recorded." })
  recordedAt!: string;
}

@InputType("RecordConsentInput", { description: "A consent that a person has given." })
export class RecordConsentInput extends GivenConsentInput {
  @Field(() => ID, {
    nullable: true,
    description: "Id of the person, or of the individual business. Exactly one of subjectId and relationshipId.",
  })
  subjectId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: "Id of the person's relationship with an organization: the way to name a masked person.",
  })
  relationshipId?: string | null;
  @Field(() => ConsentPurpose, { description: "What was agreed to." })
  purpose!: ConsentPurpose;
}

@InputType("WithdrawConsentInput", { description: "A consent that a person takes back." })
export class WithdrawConsentInput {
  @Field(() => ID, { description: "Its id." })
  consentId!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description: "The first day on which it is not in force any more; today when omitted, never in the future.",
  })
  withdrawnOn?: string | null;
}

@ObjectType("ConsentPayload", { description: "What became of a consent.", simpleResolvers: true })
export class ConsentPayload {
  @Field(() => ConsentType, { nullable: true, description: "The consent; null when there are userErrors." })
  consent!: ConsentType | null;
  @Field(() => WriteOutcome, { nullable: true, description: "What became of it; null when there are userErrors." })
  outcome!: WriteOutcome | null;
  @Field(() => [UserErrorType], { description: "Why nothing was written; empty when all is well." })
  userErrors!: UserErrorType[];
}
