import { Field, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { MoneyType } from "../../shared/money.ts";
import { DateScalar, DateTimeScalar } from "../../shared/scalars.ts";
import { NodeType } from "../graph/entity.type.ts";

export const CaseKind = defineEnum("CaseKind", "What a platform's case is; each scenario has its own kinds.", {
  BANKRUPTCY_LIQUIDATION: "Court: bankruptcy liquidation (破产清算).",
  BANKRUPTCY_REORGANIZATION: "Court: reorganization (破产重整).",
  BANKRUPTCY_SETTLEMENT: "Court: settlement in bankruptcy (破产和解).",
  COMPULSORY_LIQUIDATION: "Court: compulsory liquidation (强制清算).",
  ENFORCEMENT: "Court: enforcement (执行).",
  PROCUREMENT_CONTRACT: "Hospital, pharmacy, education, government, elderly care: a procurement contract (采购合同).",
  HOUSING_PROJECT: "Housing: a project whose money is supervised (房地产项目).",
  OTHER: "Any scenario: anything else.",
});
export type CaseKind = EnumValue<typeof CaseKind>;

export const CaseStatus = defineEnum("CaseStatus", "Whether a case is completed.", {
  OPEN: "Not completed yet.",
  COMPLETED: "Completed.",
  ANY: "Whichever.",
});
export type CaseStatus = EnumValue<typeof CaseStatus>;

/** Parties, administrator and proceeds are loaded when asked for. */
@ObjectType("PlatformCase", {
  description:
    "A case that runs on a platform, as the platform sent it: a court case, a hospital's contract, a housing project. Its parties are organizations alone.",
  implements: NodeType,
  simpleResolvers: true,
})
export class PlatformCaseType extends NodeType {
  __typename!: "PlatformCase";
  /** Id in the database. */
  key!: string;
  administratorKey!: string | null;
  @Field(() => String, { description: "The platform's own number of the case; one case a number." })
  number!: string;
  @Field(() => CaseKind, { description: "What it is." })
  kind!: CaseKind;
  @Field(() => String, { nullable: true, description: "What it is called; null: nothing was said." })
  title!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "Day on which it was accepted, signed or begun; null: unknown.",
  })
  acceptedOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: "Day on which it was completed; null: it is open." })
  completedOn!: string | null;
  @Field(() => String, { nullable: true, description: "Court kinds: name of the court; null: nothing was said." })
  court!: string | null;
  @Field(() => MoneyType, {
    nullable: true,
    description: "Contracts and projects: the amount agreed; null: nothing was said.",
  })
  contractAmount!: MoneyType | null;
  @Field(() => String, {
    nullable: true,
    description: "Projects: GB/T 2260 code of where it is; null: nothing was said.",
  })
  region!: string | null;
  @Field(() => DateScalar, { description: "Last day for which the platform spoke of it." })
  observedOn!: string;
  @Field(() => DateTimeScalar, { description: "When it was first recorded here." })
  recordedAt!: string;
}

@ObjectType("CaseParty", { description: "An organization that takes part in a case.", simpleResolvers: true })
export class CasePartyType {
  participantKey!: string;
  @Field(() => String, { description: "Code of the role that it has in the case, one of the platform's." })
  role!: string;
}

@ObjectType("CaseProceeds", {
  description: "Money that a case brought in: a realization, a payment, a settlement.",
  simpleResolvers: true,
})
export class CaseProceedsType {
  recipientKey!: string;
  @Field(() => String, { description: "The platform's own number of the receipt; one receipt a number of a case." })
  reference!: string;
  @Field(() => MoneyType, { description: "How much." })
  amount!: MoneyType;
  @Field(() => DateScalar, { description: "Day on which it was received." })
  receivedOn!: string;
  @Field(() => String, {
    nullable: true,
    description: "The account it came to, as the platform knows it; null: nothing was said.",
  })
  accountNumber!: string | null;
  @Field(() => DateScalar, { description: "Day for which the platform said so." })
  observedOn!: string;
}

@ObjectType("CaseProceedsEdge", { description: "A receipt on a page.", simpleResolvers: true })
export class CaseProceedsEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => CaseProceedsType, { description: "The receipt." })
  node!: CaseProceedsType;
}

@ObjectType("CaseProceedsConnection", { description: "A page of receipts, oldest first.", simpleResolvers: true })
export class CaseProceedsConnectionType {
  @Field(() => [CaseProceedsEdgeType], { description: "The page." })
  edges!: CaseProceedsEdgeType[];
  @Field(() => [CaseProceedsType], { description: "The receipts of the page without their edges." })
  nodes!: CaseProceedsType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}

@ObjectType("PlatformCaseEdge", { description: "A case on a page.", simpleResolvers: true })
export class PlatformCaseEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => PlatformCaseType, { description: "The case." })
  node!: PlatformCaseType;
}

@ObjectType("PlatformCaseConnection", { description: "A page of cases, by number.", simpleResolvers: true })
export class PlatformCaseConnectionType {
  @Field(() => [PlatformCaseEdgeType], { description: "The page." })
  edges!: PlatformCaseEdgeType[];
  @Field(() => [PlatformCaseType], { description: "The cases of the page without their edges." })
  nodes!: PlatformCaseType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}
