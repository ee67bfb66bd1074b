import { Field, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { EntityType, NodeType } from "../graph/entity.type.ts";

export const Scenario = defineEnum("Scenario", "What a platform is for.", {
  COURT: "Bankruptcy and other court cases.",
  HOSPITAL: "A hospital's purchasing and settlement.",
  PHARMACY: "Registers and management of a pharmacy chain.",
  HOUSING: "Housing funds and deposits.",
  EDUCATION: "Schools and training.",
  GOVERNMENT: "Other public administration.",
  ELDERLY_CARE: "Care homes and services.",
  OTHER: "Anything else.",
});
export type Scenario = EnumValue<typeof Scenario>;

@ObjectType("ScenarioPlatform", {
  description:
    "A system that the bank builds or funds for an operator (场景平台); its participants deal with the bank because they use it.",
  implements: [NodeType, EntityType],
  simpleResolvers: true,
})
export class ScenarioPlatformType extends EntityType {
  @Field(() => Scenario, { description: "What it is for." })
  scenario!: Scenario;
  @Field(() => [String], { description: "Role codes that a participant may have here, e.g. STORE." })
  roles!: string[];
}

@ObjectType("ScenarioPlatformEdge", { description: "A platform on a page.", simpleResolvers: true })
export class ScenarioPlatformEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => ScenarioPlatformType, { description: "The platform." })
  node!: ScenarioPlatformType;
}

@ObjectType("ScenarioPlatformConnection", { description: "A page of platforms, by id.", simpleResolvers: true })
export class ScenarioPlatformConnectionType {
  @Field(() => [ScenarioPlatformEdgeType], { description: "The page." })
  edges!: ScenarioPlatformEdgeType[];
  @Field(() => [ScenarioPlatformType], { description: "The platforms of the page without their edges." })
  nodes!: ScenarioPlatformType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}
