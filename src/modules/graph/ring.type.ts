import { Field, Float, InputType, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { EntityType } from "./entity.type.ts";
import { Validity } from "./graph.enums.ts";
import { PathStepType } from "./traversal.type.ts";
import { WalkInput } from "./walk.input.ts";

@InputType("GuaranteeRingsInput", { description: "How long a ring may be, and of which guarantees." })
export class GuaranteeRingsInput extends WalkInput {
  @Field(() => Int, {
    defaultValue: 4,
    description: "Most members of a ring, 2 to 6; 2: guarantees for each other alone.",
  })
  maxLength!: number;
  @Field(() => Validity, { defaultValue: Validity.CURRENT, description: "Which guarantees count on the day asked." })
  validity!: Validity;
}

@ObjectType("GuaranteeRing", {
  description:
    "Organizations each of which guarantees the next, and the last one the first (担保圈); two: for each other.",
  simpleResolvers: true,
})
export class GuaranteeRingType {
  @Field(() => Int, { description: "Number of members, which is that of guarantees." })
  length!: number;
  @Field(() => [EntityType], { description: "In the order of the guarantees, the one with the least id first." })
  members!: EntityType[];
  @Field(() => [PathStepType], {
    description: "The guarantees from the first member round to it; of several between the same two the most certain.",
  })
  steps!: PathStepType[];
  @Field(() => Float, { description: "Product of the confidences of its steps." })
  confidence!: number;
}

@ObjectType("GuaranteeRingEdge", { description: "A ring on a page.", simpleResolvers: true })
export class GuaranteeRingEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => GuaranteeRingType, { description: "The ring." })
  node!: GuaranteeRingType;
}

@ObjectType("GuaranteeRingConnection", {
  description:
    "A page of the guarantee rings through an organization, shortest first, then by the ids of their members.",
  simpleResolvers: true,
})
export class GuaranteeRingConnectionType {
  @Field(() => [GuaranteeRingEdgeType], { description: "The page." })
  edges!: GuaranteeRingEdgeType[];
  @Field(() => [GuaranteeRingType], { description: "The rings of the page without their edges." })
  nodes!: GuaranteeRingType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
  @Field(() => Int, { description: "How many rings were found in all." })
  totalCount!: number;
  @Field(() => Boolean, { description: "True when a budget ended the search: there may be more rings." })
  isTruncated!: boolean;
  @Field(() => Int, { description: "How many entities were looked at." })
  exploredCount!: number;
}
