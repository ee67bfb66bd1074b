import { Field, InputType, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { DateScalar } from "../../shared/scalars.ts";
import { EntityType, NodeType } from "../graph/entity.type.ts";

export const OrganizationCategory = defineEnum(
  "OrganizationCategory",
  "What kind of organization. An association, a court or a hospital is an organization and can become a client like any other.",
  {
    ENTERPRISE: "A company (企业).",
    INDIVIDUAL_BUSINESS: "An individual business (个体工商户); its owner's data is personal.",
    BRANCH: "A store or branch of another organization, no legal person of its own.",
    ASSOCIATION: "A trade or professional association (行业协会).",
    GOVERNMENT: "A court, authority or other organ of state.",
    PUBLIC_INSTITUTION: "A hospital, school or other public institution (事业单位).",
    OTHER: "Anything else, e.g. a law firm.",
  },
);
export type OrganizationCategory = EnumValue<typeof OrganizationCategory>;

export const OrganizationStatus = defineEnum("OrganizationStatus", "Its standing in the register.", {
  ACTIVE: "In business.",
  DEREGISTERED: "Struck off (注销).",
  REVOKED: "Licence revoked (吊销).",
  INSOLVENT: "In bankruptcy.",
  UNKNOWN: "No source said.",
});
export type OrganizationStatus = EnumValue<typeof OrganizationStatus>;

@ObjectType("Organization", {
  description:
    "A legal person, a branch of one, or an individual business (企业/机构); associations, courts and hospitals are organizations too.",
  implements: [NodeType, EntityType],
  simpleResolvers: true,
})
export class OrganizationType extends EntityType {
  /** Undefined for a participant as its platform sent it. */
  sizeClassCode?: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Unified social credit code (统一社会信用代码, GB 32100-2015); null: none known.",
  })
  creditCode!: string | null;
  @Field(() => OrganizationCategory, { description: "What kind of organization." })
  category!: OrganizationCategory;
  @Field(() => OrganizationStatus, { description: "Its standing in the register." })
  status!: OrganizationStatus;
  @Field(() => String, { nullable: true, description: "GB/T 2260 code of its place, six digits; null: unknown." })
  region!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "GB/T 4754-2011 code with its section letter, e.g. C3034; null: unknown.",
  })
  industry!: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether it holds an open account with the bank today; null towards platforms, which never learn it, and for a participant as its platform sent it.",
  })
  isClient!: boolean | null;
}

@ObjectType("Site", {
  description: "An address of an organization, as one source wrote it; no entity of its own.",
  simpleResolvers: true,
})
export class SiteType {
  @Field(() => String, { description: "The address, as far as the source gives it." })
  address!: string;
  @Field(() => String, { description: "Code of the source." })
  source!: string;
  @Field(() => DateScalar, { nullable: true, description: "First day on which the source named it; null: not dated." })
  firstObservedOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: "Latest day on which the source named it; null: not dated." })
  lastObservedOn!: string | null;
}

@ObjectType("OrganizationEdge", { description: "An organization on a page.", simpleResolvers: true })
export class OrganizationEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => OrganizationType, { description: "The organization." })
  node!: OrganizationType;
}

@ObjectType("OrganizationConnection", { description: "A page of organizations.", simpleResolvers: true })
export class OrganizationConnectionType {
  @Field(() => [OrganizationEdgeType], { description: "The page." })
  edges!: OrganizationEdgeType[];
  @Field(() => [OrganizationType], { description: "The organizations of the page without their edges." })
  nodes!: OrganizationType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}

@InputType("OrganizationFilter", { description: "Which organizations; every condition given must hold." })
export class OrganizationFilter {
  @Field(() => String, {
    nullable: true,
    description:
      "Any part of its name or of a former one, pinyin or initials from the beginning of a word of it (quanzhou, yaodian, hayd), or the first four or more characters of its credit code; at most 100 characters. Case, width, white space, punctuation and traditional characters make no difference. Best first: by credit code; names that begin so, the name itself first; in which a word begins so; that hold it anywhere. Among like ones by the text from there on, then in the order in which the names became known.",
  })
  search?: string | null;
  @Field(() => OrganizationCategory, { nullable: true, description: "Only this category." })
  category?: OrganizationCategory | null;
  @Field(() => String, { nullable: true, description: "Prefix of a GB/T 2260 code, e.g. 36 for Jiangxi." })
  region?: string | null;
  @Field(() => String, { nullable: true, description: "Prefix of a GB/T 4754 code with its section letter, e.g. C30." })
  industry?: string | null;
  @Field(() => Boolean, { nullable: true, description: "true: only clients of the bank; false: only others." })
  isClient?: boolean | null;
  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether it holds a credit facility that the viewer may see (own branch; head office and auditors: any).",
  })
  hasFacility?: boolean | null;
}
