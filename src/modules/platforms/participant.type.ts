import { Field, ID, InputType, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { DateScalar, DateTimeScalar } from "../../shared/scalars.ts";
import { OrganizationType } from "../organizations/organization.type.ts";

export const EndReason = defineEnum("ParticipationEndReason", "Why a participant left a role.", {
  CLOSED: "It closed down (停业/关闭).",
  LEFT: "It left the platform of its own will (退出).",
  REPLACED: "Somebody else does it now (更换).",
  COMPLETED: "What it took part in is completed (办结).",
  RECORDED_BY_MISTAKE: "It never had the role (误登).",
  OTHER: "Another reason, or none that is known.",
});
export type EndReason = EnumValue<typeof EndReason>;

export const ParticipationStatus = defineEnum("ParticipationStatus", "Whether a role is held today.", {
  CURRENT: "A role that holds today.",
  FORMER: "Roles that have all ended by today.",
  ANY: "Whichever.",
});
export type ParticipationStatus = EnumValue<typeof ParticipationStatus>;

@ObjectType("PlatformParticipation", {
  description: "One period of a participant in one role, as its platform sent it.",
  simpleResolvers: true,
})
export class PlatformParticipationType {
  @Field(() => ID, { description: "Private to the platform; names it in endParticipations and node." })
  id!: string;
  @Field(() => String, { description: "Code of the role." })
  role!: string;
  @Field(() => DateScalar, { nullable: true, description: "First day in the role; null: unknown." })
  since!: string | null;
  @Field(() => DateScalar, { nullable: true, description: "First day after it; null: it holds." })
  until!: string | null;
  @Field(() => EndReason, { nullable: true, description: "Why it ended; null: it holds, or nobody said." })
  endReason!: EndReason | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "Last day on which the platform saw it there; null: unknown.",
  })
  observedOn!: string | null;
  @Field(() => DateTimeScalar, { description: "When it was first recorded here." })
  recordedAt!: string;
}

@ObjectType("PlatformParticipant", {
  description:
    "An organization as one platform knows it: what that platform sent, and nothing that the bank or another source holds.",
  simpleResolvers: true,
})
export class PlatformParticipantType {
  @Field(() => ID, {
    description: "Private to the platform; names it in updateParticipants, endParticipations and node.",
  })
  id!: string;
  @Field(() => OrganizationType, { description: "The organization as the platform sent it, under the same id." })
  organization!: OrganizationType;
  @Field(() => String, { nullable: true, description: "The platform's own number; null: it gave none." })
  externalId!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Credit code of its head office; null: it is no store or branch, or nobody said of whom.",
  })
  headOfficeCreditCode!: string | null;
  @Field(() => [PlatformParticipationType], { description: "Every period in every role, those that hold first." })
  participations!: PlatformParticipationType[];
  @Field(() => DateScalar, {
    nullable: true,
    description: "Last day for which the platform spoke of it; null: unknown.",
  })
  observedOn!: string | null;
  @Field(() => DateTimeScalar, { description: "When it was first recorded here." })
  recordedAt!: string;
}

@ObjectType("PlatformParticipantEdge", { description: "A participant on a page.", simpleResolvers: true })
export class PlatformParticipantEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => PlatformParticipantType, { description: "The participant." })
  node!: PlatformParticipantType;
}

@ObjectType("PlatformParticipantConnection", {
  description:
    "A page of participants by credit code, else own number, else name; with changedAfter in the order of their latest changes.",
  simpleResolvers: true,
})
export class PlatformParticipantConnectionType {
  @Field(() => [PlatformParticipantEdgeType], { description: "The page." })
  edges!: PlatformParticipantEdgeType[];
  @Field(() => [PlatformParticipantType], { description: "The participants of the page without their edges." })
  nodes!: PlatformParticipantType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
  @Field(() => String, {
    description:
      "Pass as changedAfter, now or in a year, to get what changed since: since this page when it was asked with changedAfter, else since it was asked. Keep that of the first page of a walk.",
  })
  changesCursor!: string;
}

@InputType("PlatformParticipantFilter", { description: "Which participants; every condition given must hold." })
export class PlatformParticipantFilter {
  @Field(() => [String], { nullable: true, description: "In one of these roles, in the asked status; at most 50." })
  roles?: string[] | null;
  @Field(() => ParticipationStatus, {
    defaultValue: ParticipationStatus.ANY,
    description: "CURRENT: holds a role (one of roles); FORMER: held one and holds none of them today.",
  })
  status!: ParticipationStatus;
  @Field(() => String, { nullable: true, description: "Prefix of a GB/T 2260 code." })
  region?: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Any part of the name, at most 100 characters; capital and small letters are alike.",
  })
  search?: string | null;
  @Field(() => String, { nullable: true, description: "This credit code." })
  creditCode?: string | null;
  @Field(() => String, { nullable: true, description: "This number of the platform's own." })
  externalId?: string | null;
  @Field(() => String, { nullable: true, description: "Stores and branches of the head office with this credit code." })
  headOfficeCreditCode?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "A changesCursor, or the endCursor of a page that was asked with changedAfter: those that changed since, each once, the latest change last.",
  })
  changedAfter?: string | null;
}
