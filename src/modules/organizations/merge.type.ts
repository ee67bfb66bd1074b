import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { DateScalar, DateTimeScalar } from "../../shared/scalars.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";
import { RelationshipKind } from "../graph/graph.enums.ts";

export const MergedKind = defineEnum("MergedKind", "What moves in a merge.", {
  SOURCE_IDENTITY: "Numbers by which sources know it.",
  RELATIONSHIP: "Its relationships, withdrawn and written again.",
  EVIDENCE: "The evidence of relationships that are written again.",
  PARTICIPATION: "Registrations of platforms; under their own ids nothing of it shows.",
  ACCOUNT: "Accounts.",
  FACILITY: "Credit facilities.",
  NAME: "Its names, former ones of the kept one from then on.",
  SITE: "Addresses.",
  PARTICIPANT: "What platforms registered; under their own ids nothing of it shows.",
  CONTACT: "Contacts.",
  CONSENT: "Consents.",
  MONEY_EVENT: "Money events whose payee it is.",
  MATCH_CANDIDATE: "Likely matches, decided or not.",
  MERGED_BEFORE: "Organizations that were merged into it before.",
});

@InputType("MergeOrganizationsInput", { description: "Which two organizations are one." })
export class MergeOrganizationsInput {
  @Field(() => ID, { description: "Id of the one that stays." })
  keep!: string;
  @Field(() => ID, { description: "Id of the one whose everything moves; its id leads to the other from then on." })
  drop!: string;
  @Field(() => Boolean, { defaultValue: false, description: "true: only say what would move." })
  dryRun!: boolean;
  @Field(() => String, { nullable: true, description: "Why, at most 500 characters; no personal data." })
  note?: string | null;
}

@InputType("UndoMergeInput", { description: "Which merge was wrong." })
export class UndoMergeInput {
  @Field(() => ID, { description: "Id of the merge." })
  mergeId!: string;
}

@ObjectType("OrganizationMerge", {
  description: "That two organizations are one, as head office decided.",
  simpleResolvers: true,
})
export class OrganizationMergeType {
  key!: string;
  keepKey!: string;
  dropKey!: string;
  @Field(() => ID, { description: "Opaque and stable." })
  id!: string;
  @Field(() => String, { nullable: true, description: "Why; null: nothing was said." })
  note!: string | null;
  @Field(() => String, { description: "Who merged them: the identity provider's subject." })
  mergedBy!: string;
  @Field(() => DateTimeScalar, { description: "When." })
  mergedAt!: string;
  @Field(() => String, { nullable: true, description: "Who undid it; null: it stands." })
  undoneBy!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: "When it was undone; null: it stands." })
  undoneAt!: string | null;
}

@ObjectType("OrganizationMergeEdge", { description: "A merge on a page.", simpleResolvers: true })
export class OrganizationMergeEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => OrganizationMergeType, { description: "The merge." })
  node!: OrganizationMergeType;
}

@ObjectType("OrganizationMergeConnection", { description: "A page of merges, latest first.", simpleResolvers: true })
export class OrganizationMergeConnectionType {
  @Field(() => [OrganizationMergeEdgeType], { description: "The page." })
  edges!: OrganizationMergeEdgeType[];
  @Field(() => [OrganizationMergeType], { description: "The merges of the page without their edges." })
  nodes!: OrganizationMergeType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}

@ObjectType("MergedRows", { description: "How many rows of one kind move.", simpleResolvers: true })
export class MergedRowsType {
  @Field(() => MergedKind, { description: "What moves." })
  kind!: EnumValue<typeof MergedKind>;
  @Field(() => Int, { description: "How many rows." })
  count!: number;
}

@ObjectType("MergedRelationship", { description: "A relationship of the merged organization.", simpleResolvers: true })
export class MergedRelationshipType {
  sourceKey!: string;
  targetKey!: string;
  @Field(() => RelationshipKind, { description: "What it says." })
  kind!: EnumValue<typeof RelationshipKind>;
  @Field(() => String, { nullable: true, description: "Its role; null where the kind has no parts." })
  role!: string | null;
  @Field(() => DateScalar, { nullable: true, description: "Its first day; null: unknown start." })
  since!: string | null;
  @Field(() => DateScalar, { nullable: true, description: "First day on which it no longer held; null: it holds." })
  until!: string | null;
  @Field(() => Boolean, { description: "True for one between the two, which says nothing once they are one." })
  isWithdrawn!: boolean;
}

@ObjectType("MergePayload", { description: "What was merged, or parted again.", simpleResolvers: true })
export class MergePayload {
  @Field(() => OrganizationMergeType, {
    nullable: true,
    description: "The merge; null for a dry run, and when there are userErrors.",
  })
  merge!: OrganizationMergeType | null;
  @Field(() => [MergedRowsType], { description: "How many rows move, kinds without any left out." })
  moves!: MergedRowsType[];
  @Field(() => [MergedRelationshipType], { description: "The first hundred relationships that move." })
  sample!: MergedRelationshipType[];
  @Field(() => [UserErrorType], {
    description:
      "Why nothing was done: NOT_FOUND, ALREADY_MERGED, CREDIT_CODES_DIFFER, DECIDED_DIFFERENT, TOO_MANY_ROWS, TEXT_*; of an undoing ALREADY_UNDONE, UNDO_BLOCKED.",
  })
  userErrors!: UserErrorType[];
}
