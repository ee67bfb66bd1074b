import { Field, ID, InputType, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { DateTimeScalar } from "../../shared/scalars.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";

export const MatchStatus = defineEnum("MatchStatus", "How far a likely match is.", {
  PENDING: "Nobody decided yet.",
  SAME: "A person decided that they are one: mergeOrganizations may follow.",
  DIFFERENT: "A person decided that they are two; they are not proposed again.",
});
export type MatchStatus = EnumValue<typeof MatchStatus>;

export const MatchDecision = defineEnum("MatchDecision", "What a person decides about two organizations.", {
  SAME: "They are one.",
  DIFFERENT: "They are two.",
});

export const MatchCandidateReason = defineEnum("MatchCandidateReason", "Why two organizations wait for a decision.", {
  SAME_NAME_AND_REGION: "The same name but for its legal form and place, and the same region.",
  SAME_CREDIT_CODE: "A code turned out to be the other's while each stood already.",
  ASKED: "A person compared them.",
});

@ObjectType("MatchCandidate", {
  description: "Two organizations that may be one, for head office to decide. Platforms never learn of it.",
  simpleResolvers: true,
})
export class MatchCandidateType {
  key!: string;
  firstKey!: string;
  secondKey!: string;
  @Field(() => ID, { description: "Opaque and stable." })
  id!: string;
  @Field(() => MatchCandidateReason, { description: "Why." })
  reason!: EnumValue<typeof MatchCandidateReason>;
  @Field(() => MatchStatus, { description: "How far it is." })
  status!: MatchStatus;
  @Field(() => String, {
    nullable: true,
    description: "Who decided: the identity provider's subject; null: nobody yet.",
  })
  decidedBy!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: "When; null: not yet." })
  decidedAt!: string | null;
  @Field(() => String, { nullable: true, description: "Why it was decided so; null: nothing was said." })
  note!: string | null;
  @Field(() => DateTimeScalar, { description: "When it was queued." })
  recordedAt!: string;
}

@ObjectType("MatchCandidateEdge", { description: "A likely match on a page.", simpleResolvers: true })
export class MatchCandidateEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => MatchCandidateType, { description: "The likely match." })
  node!: MatchCandidateType;
}

@ObjectType("MatchCandidateConnection", {
  description: "A page of likely matches, oldest first.",
  simpleResolvers: true,
})
export class MatchCandidateConnectionType {
  @Field(() => [MatchCandidateEdgeType], { description: "The page." })
  edges!: MatchCandidateEdgeType[];
  @Field(() => [MatchCandidateType], { description: "The likely matches of the page without their edges." })
  nodes!: MatchCandidateType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}

@InputType("MatchPairInput", { description: "Two organizations." })
export class MatchPairInput {
  @Field(() => ID, { description: "Id of one." })
  first!: string;
  @Field(() => ID, { description: "Id of the other." })
  second!: string;
}

@InputType("DecideMatchInput", { description: "What is decided, and about whom: queued ones, or any two." })
export class DecideMatchInput {
  @Field(() => [ID], { nullable: true, description: "Ids of likely matches; with pairs at most 100." })
  candidateIds?: string[] | null;
  @Field(() => [MatchPairInput], { nullable: true, description: "Any two organizations, queued or not." })
  pairs?: MatchPairInput[] | null;
  @Field(() => MatchDecision, { description: "What is decided. A later decision replaces an earlier one." })
  decision!: EnumValue<typeof MatchDecision>;
  @Field(() => String, { nullable: true, description: "Why, at most 500 characters; no personal data." })
  note?: string | null;
}

@ObjectType("DecideMatchPayload", { description: "What was decided.", simpleResolvers: true })
export class DecideMatchPayload {
  @Field(() => [MatchCandidateType], { description: "The decided ones, by id; empty when there are userErrors." })
  candidates!: MatchCandidateType[];
  @Field(() => [UserErrorType], {
    description: "Why nothing was decided: NOT_FOUND, TOO_MANY_ROWS, ALREADY_MERGED, CREDIT_CODES_DIFFER, TEXT_*.",
  })
  userErrors!: UserErrorType[];
}
