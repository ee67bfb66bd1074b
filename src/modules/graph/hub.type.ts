import { Field, Float, InputType, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { EntityType } from "./entity.type.ts";
import { Direction, RelationshipKind, Validity } from "./graph.enums.ts";
import { DefaultStops } from "./stop.sql.ts";
import { TargetType } from "./target.sql.ts";
import { PathType, WalkStopType } from "./traversal.type.ts";
import { WalkInput } from "./walk.input.ts";

@InputType("CommonHubsInput", { description: "Over what, and how far, common hubs are looked for." })
export class CommonHubsInput extends WalkInput {
  @Field(() => [RelationshipKind], { nullable: true, description: "Only these kinds; all when omitted or empty." })
  kinds?: RelationshipKind[] | null;
  @Field(() => Direction, {
    defaultValue: Direction.BOTH,
    description: "Which way each step runs, as seen from the entity it leaves.",
  })
  direction!: Direction;
  @Field(() => Validity, { defaultValue: Validity.CURRENT, description: "Which periods count on the day asked." })
  validity!: Validity;
  @Field(() => Int, {
    defaultValue: 1,
    description:
      "1 or 2 steps from the given ones to the hub. No way leads through an entity with more than 1,000 relationships, a withheld person, or a default stop.",
  })
  maxHops!: number;
  @Field(() => Int, {
    defaultValue: 20_000,
    description:
      "How many relationships of each given entity are looked at, 1 to 20,000, those with the largest twelve-month amount first; more set isTruncated.",
  })
  fanOut!: number;
  @Field(() => DefaultStops, {
    defaultValue: DefaultStops.APPLY,
    description: "Whether ways of two steps lead through courts, authorities and banks.",
  })
  defaultStops!: DefaultStops;
  @Field(() => Int, { defaultValue: 2, description: "How many of the given ones a hub must join, 2 to 200." })
  minShared!: number;
  @Field(() => [TargetType], { nullable: true, description: "Only hubs of one of these; any when omitted or empty." })
  hubTypes?: TargetType[] | null;
}

@ObjectType("CommonHubLink", {
  description: "How one of the given entities is joined to a hub.",
  simpleResolvers: true,
})
export class CommonHubLinkType {
  @Field(() => EntityType, { description: "The given entity." })
  entity!: EntityType;
  @Field(() => PathType, { description: "Its most certain way to the hub; of equally certain ones the shortest." })
  path!: PathType;
}

@ObjectType("CommonHub", { description: "What several given entities have in common.", simpleResolvers: true })
export class CommonHubType {
  @Field(() => EntityType, { description: "The hub; may be one of the given ones, which is then not counted itself." })
  entity!: EntityType;
  @Field(() => Int, { description: "How many of the given ones it joins." })
  sharedCount!: number;
  @Field(() => Float, { description: "Sum of the confidences of the links: how many of them may be expected to hold." })
  strength!: number;
  @Field(() => [CommonHubLinkType], { description: "Each of those with its way to the hub, most certain first." })
  links!: CommonHubLinkType[];
}

@ObjectType("CommonHubEdge", { description: "A common hub on a page.", simpleResolvers: true })
export class CommonHubEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => CommonHubType, { description: "The hub." })
  node!: CommonHubType;
}

@ObjectType("CommonHubConnection", {
  description: "A page of common hubs: those that join most first, then the strongest, then by id.",
  simpleResolvers: true,
})
export class CommonHubConnectionType {
  @Field(() => [CommonHubEdgeType], { description: "The page." })
  edges!: CommonHubEdgeType[];
  @Field(() => [CommonHubType], { description: "The hubs of the page without their edges." })
  nodes!: CommonHubType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
  @Field(() => [WalkStopType], {
    description: "Beside the given ones: where ways of two steps do not lead on though there is more; by id.",
  })
  stops!: WalkStopType[];
  @Field(() => Boolean, {
    description:
      "True when fanOut cut what stands beside a given entity, or maxNodes the ways of two steps, or that the time was up: there may be other hubs.",
  })
  isTruncated!: boolean;
}
