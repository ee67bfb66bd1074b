import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { MoneyInput } from "../../shared/money.ts";
import { DateScalar } from "../../shared/scalars.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";
import { CaseKind, CaseStatus } from "./case.type.ts";
import type { RowOutcome as Outcome } from "./platform.call.ts";
import { BulkInput, BulkPayload, RowOutcome } from "./registration.type.ts";

@InputType("ParticipantReferenceInput", {
  description:
    "Names a participant that stands on the platform, by one of the three. A person is refused: PARTY_IS_PERSON.",
})
export class ParticipantReferenceInputType {
  @Field(() => ID, { nullable: true, description: "Id of the participant, or of one of its participations." })
  id?: string | null;
  @Field(() => String, { nullable: true, description: "The platform's own number for it." })
  externalId?: string | null;
  @Field(() => String, { nullable: true, description: "Its unified social credit code." })
  creditCode?: string | null;
}

@InputType("CasePartyInput", { description: "An organization in a role of a case." })
export class CasePartyInputType {
  @Field(() => ParticipantReferenceInputType, { description: "Which participant." })
  participant!: ParticipantReferenceInputType;
  @Field(() => String, { description: "One of the platform's roles." })
  role!: string;
}

/** What may be said of a case in a registration and an update alike. */
@InputType()
export abstract class CaseFactsInput {
  @Field(() => String, {
    nullable: true,
    description: "What it is called, 1 to 300 characters; names of organizations alone.",
  })
  title?: string | null;
  @Field(() => DateScalar, { nullable: true, description: "Day on which it was accepted, signed or begun." })
  acceptedOn?: string | null;
  @Field(() => DateScalar, { nullable: true, description: "Day on which it was completed." })
  completedOn?: string | null;
  @Field(() => ParticipantReferenceInputType, {
    nullable: true,
    description: "Who administers it; what it brings in comes to this participant's account unless said otherwise.",
  })
  administrator?: ParticipantReferenceInputType | null;
  @Field(() => [CasePartyInputType], {
    nullable: true,
    description: "All its parties as they now are, at most 200; null says nothing, an empty list that there is none.",
  })
  parties?: CasePartyInputType[] | null;
  @Field(() => String, { nullable: true, description: "Court kinds: name of the court." })
  court?: string | null;
  @Field(() => MoneyInput, { nullable: true, description: "Contracts and projects: the amount agreed." })
  contractAmount?: MoneyInput | null;
  @Field(() => String, { nullable: true, description: "Projects: GB/T 2260 code of where it is." })
  region?: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "When the platform saw this; older rows never overwrite newer ones. Null: today.",
  })
  observedOn?: string | null;
}

@InputType("CaseInput", { description: "One case. Blank text says nothing." })
export class CaseInputType extends CaseFactsInput {
  @Field(() => String, { description: "The platform's own number of the case, 1 to 200 characters." })
  number!: string;
  @Field(() => CaseKind, { description: "What it is; one of the kinds of the platform's scenario." })
  kind!: CaseKind;
}

@InputType("CaseUpdateInput", { description: "What changed of one case, named by id or number." })
export class CaseUpdateInputType extends CaseFactsInput {
  @Field(() => ID, { nullable: true, description: "Id of the case." })
  id?: string | null;
  @Field(() => String, { nullable: true, description: "The platform's own number of the case." })
  number?: string | null;
  @Field(() => CaseKind, { nullable: true, description: "What it is now." })
  kind?: CaseKind | null;
}

@InputType("CaseCompletionInput", { description: "That a case is completed." })
export class CaseCompletionInputType {
  @Field(() => ID, { nullable: true, description: "Id of the case." })
  id?: string | null;
  @Field(() => String, { nullable: true, description: "The platform's own number of the case." })
  number?: string | null;
  @Field(() => DateScalar, { description: "Day on which it was completed." })
  completedOn!: string;
  @Field(() => DateScalar, { nullable: true, description: "When the platform saw this. Null: today." })
  observedOn?: string | null;
}

@InputType("ProceedsInput", { description: "One receipt of money that a case brought in." })
export class ProceedsInputType {
  @Field(() => ID, { nullable: true, description: "Id of the case." })
  caseId?: string | null;
  @Field(() => String, { nullable: true, description: "The platform's own number of the case." })
  caseNumber?: string | null;
  @Field(() => String, { description: "The platform's own number of the receipt, 1 to 200 characters." })
  reference!: string;
  @Field(() => MoneyInput, { description: "How much; at most two decimals." })
  amount!: MoneyInput;
  @Field(() => DateScalar, { description: "Day on which it was received." })
  receivedOn!: string;
  @Field(() => String, {
    nullable: true,
    description: "The account it came to, as the platform knows it, at most 64 characters.",
  })
  accountNumber?: string | null;
  @Field(() => ParticipantReferenceInputType, {
    nullable: true,
    description: "Whose account it came to; null: the case's administrator.",
  })
  recipient?: ParticipantReferenceInputType | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "When the platform saw this; a receipt is corrected by a later day alone. Null: today.",
  })
  observedOn?: string | null;
}

@InputType("RegisterCasesInput", { description: "Cases of one platform, in one transaction." })
export class RegisterCasesInput extends BulkInput {
  @Field(() => [CaseInputType], { description: "At most 5,000." })
  cases!: CaseInputType[];
}

@InputType("UpdateCasesInput", { description: "Changes of cases that stand, in one transaction." })
export class UpdateCasesInput extends BulkInput {
  @Field(() => [CaseUpdateInputType], { description: "At most 5,000." })
  cases!: CaseUpdateInputType[];
}

@InputType("CompleteCasesInput", { description: "Completions of cases that stand, in one transaction." })
export class CompleteCasesInput extends BulkInput {
  @Field(() => [CaseCompletionInputType], { description: "At most 5,000." })
  cases!: CaseCompletionInputType[];
}

@InputType("RecordProceedsInput", { description: "Receipts of cases that stand, in one transaction." })
export class RecordProceedsInput extends BulkInput {
  @Field(() => [ProceedsInputType], { description: "At most 5,000." })
  proceeds!: ProceedsInputType[];
}

@InputType("PlatformCaseFilter", { description: "Which cases; every condition given must hold." })
export class PlatformCaseFilter {
  @Field(() => [CaseKind], { nullable: true, description: "Of one of these kinds." })
  kinds?: CaseKind[] | null;
  @Field(() => CaseStatus, { defaultValue: CaseStatus.ANY, description: "Whether it is completed." })
  status!: CaseStatus;
  @Field(() => String, { nullable: true, description: "Any part of the number or the title, at most 100 characters." })
  search?: string | null;
  @Field(() => ID, { nullable: true, description: "Id of the participant that administers it." })
  administratorId?: string | null;
  @Field(() => ID, { nullable: true, description: "Id of a participant that is one of its parties." })
  partyId?: string | null;
  @Field(() => DateScalar, { nullable: true, description: "Accepted on this day or later." })
  acceptedSince?: string | null;
}

@ObjectType("CaseResult", { description: "What became of one row.", simpleResolvers: true })
export class CaseResultType {
  caseId!: string | null;
  @Field(() => Int, { description: "Place of the row in the call, from 0." })
  index!: number;
  @Field(() => RowOutcome, { description: "What became of it." })
  outcome!: Outcome;
  @Field(() => [UserErrorType], { description: "Why it was not written; empty when it was." })
  errors!: UserErrorType[];
  @Field(() => [UserErrorType], { description: "What is odd about it." })
  warnings!: UserErrorType[];
}

@ObjectType({ simpleResolvers: true })
abstract class CasesPayload extends BulkPayload {
  @Field(() => [CaseResultType], {
    description: "One a row, in the order of the call; empty when there are userErrors.",
  })
  results!: CaseResultType[];
}

@ObjectType("RegisterCasesPayload", { description: "What became of the call.", simpleResolvers: true })
export class RegisterCasesPayload extends CasesPayload {}

@ObjectType("UpdateCasesPayload", { description: "What became of the call.", simpleResolvers: true })
export class UpdateCasesPayload extends CasesPayload {}

@ObjectType("CompleteCasesPayload", { description: "What became of the call.", simpleResolvers: true })
export class CompleteCasesPayload extends CasesPayload {}

@ObjectType("RecordProceedsPayload", { description: "What became of the call.", simpleResolvers: true })
export class RecordProceedsPayload extends CasesPayload {}
