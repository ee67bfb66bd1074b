import { Field, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { EntityType } from "./entity.type.ts";
import { PathType, WalkStopType } from "./traversal.type.ts";

@ObjectType("ReachableTarget", { description: "An entity that was looked for and reached.", simpleResolvers: true })
export class ReachableTargetType {
  @Field(() => EntityType, { description: "The entity; of a withheld person only that one stands there." })
  entity!: EntityType;
  @Field(() => PathType, {
    description: "A shortest path to it; of several the one whose relationships come first by id.",
  })
  path!: PathType;
}

@ObjectType("ReachableTargetEdge", { description: "A target on a page.", simpleResolvers: true })
export class ReachableTargetEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => ReachableTargetType, { description: "The target." })
  node!: ReachableTargetType;
}

@ObjectType("ReachableTargetConnection", {
  description: "A page of the targets reached, nearest first, then by the ids of the relationships of their paths.",
  simpleResolvers: true,
})
export class ReachableTargetConnectionType {
  @Field(() => [ReachableTargetEdgeType], { description: "The page." })
  edges!: ReachableTargetEdgeType[];
  @Field(() => [ReachableTargetType], { description: "The targets of the page without their edges." })
  nodes!: ReachableTargetType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
  @Field(() => Int, { description: "How many targets were reached in all." })
  totalCount!: number;
  @Field(() => Boolean, {
    description: "True when a budget or a fan-out cut the walk: there may be more targets, never 'not reachable'.",
  })
  isTruncated!: boolean;
  @Field(() => [WalkStopType], { description: "Where the walk did not go on though there was more; nearest first." })
  stops!: WalkStopType[];
  @Field(() => Int, { nullable: true, description: "The first hop at which something was left out; null: none was." })
  truncatedAtHop!: number | null;
  @Field(() => Int, { description: "How many entities were reached, the start included." })
  exploredCount!: number;
}
