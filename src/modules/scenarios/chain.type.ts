import { ArgsType, Field, ID, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { DateScalar } from "../../shared/scalars.ts";

export const ChainStepKind = defineEnum("ChainStepKind", "What a step of an acquisition chain is.", {
  RECOMMENDER: "Somebody who recommended the platform, its operator, or another recommender to them.",
  OPERATOR: "Who operates the platform.",
  PARTICIPANTS: "Those who take part in the platform in one role.",
  MEMBERS: "The members of somebody who recommended.",
});
export type ChainStepKind = EnumValue<typeof ChainStepKind>;

@ObjectType("AcquisitionStep", { description: "One step, and the clients that it brought.", simpleResolvers: true })
export class AcquisitionStepType {
  entityKey!: string;
  targetKey!: string | null;
  @Field(() => ID, { description: "Names it for chainOrganizations, which lists whom it counts." })
  key!: string;
  @Field(() => ChainStepKind, { description: "What it is." })
  kind!: ChainStepKind;
  @Field(() => String, {
    nullable: true,
    description: "The role of participants; null: none is said, or another kind of step.",
  })
  role!: string | null;
  @Field(() => Int, {
    nullable: true,
    description:
      "How many recommendations away from the platform or its operator; 0: the operator. Null: participants and members.",
  })
  level!: number | null;
  @Field(() => DateScalar, {
    nullable: true,
    description:
      "When it was recommended; of an operator since when it is, of members when their association recommended. Null: unknown.",
  })
  since!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "What was noted of the recommendation, the latest; null: nothing, or nothing that the viewer's branch may read.",
  })
  note!: string | null;
  @Field(() => Int, { description: "Organizations of the step: one, or all participants of the role or members." })
  organizationCount!: number;
  @Field(() => Int, { description: "Those of them that stand in no earlier step." })
  furtherCount!: number;
  @Field(() => Int, {
    description: "Those of the further ones that have an account, and became clients after the step began for them.",
  })
  accountCount!: number;
}

@ObjectType("AcquisitionChain", {
  description:
    "By which steps a platform brought clients: who recommended to whom, the operator, the participants, the members of whoever recommended.",
  simpleResolvers: true,
})
export class AcquisitionChainType {
  @Field(() => DateScalar, { description: "The day." })
  asOf!: string;
  @Field(() => [AcquisitionStepType], {
    description: "The farthest recommender first, then nearer ones, the operators, participants by role, members.",
  })
  steps!: AcquisitionStepType[];
  @Field(() => Int, { description: "Sum of the steps' accountCount; no organization counts twice." })
  accountCount!: number;
  @Field(() => Boolean, {
    description: "True when recommendations go back more than 5 steps, or there are more than 100 of one.",
  })
  isTruncated!: boolean;
}

@ArgsType()
export class ChainOrganizationsArgs {
  @Field(() => ID, { description: "The platform." })
  platformId!: string;
  @Field(() => ID, { description: "key of a step of acquisitionChain, of the same day." })
  step!: string;
  @Field(() => Boolean, { defaultValue: false, description: "Only those that accountCount counts." })
  wonOnly!: boolean;
  @Field(() => DateScalar, { nullable: true, description: "The day asked about; today when omitted." })
  asOf?: string | null;
  @Field(() => Int, { defaultValue: 20, description: "1 to 100." })
  first!: number;
  @Field(() => String, { nullable: true, description: "endCursor of the page before, of the same question." })
  after?: string | null;
}

@ObjectType("ChainOrganization", { description: "An organization of a step.", simpleResolvers: true })
export class ChainOrganizationType {
  organizationKey!: string;
  @Field(() => Boolean, { description: "True when it stands in no earlier step." })
  isFurther!: boolean;
  @Field(() => Boolean, { description: "True when the step's accountCount counts it." })
  isWon!: boolean;
}

@ObjectType("ChainOrganizationEdge", { description: "An organization on a page.", simpleResolvers: true })
export class ChainOrganizationEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => ChainOrganizationType, { description: "The organization." })
  node!: ChainOrganizationType;
}

@ObjectType("ChainOrganizationConnection", {
  description:
    "A page of the organizations of a step, in the order in which the bank came to know them; none for a step that there is not.",
  simpleResolvers: true,
})
export class ChainOrganizationConnectionType {
  @Field(() => [ChainOrganizationEdgeType], { description: "The page." })
  edges!: ChainOrganizationEdgeType[];
  @Field(() => [ChainOrganizationType], { description: "The organizations of the page without their edges." })
  nodes!: ChainOrganizationType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}
