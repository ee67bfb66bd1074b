import { Field, Float, ID, InputType, Int, ObjectType } from "type-graphql";
import { DateScalar, DateTimeScalar } from "../../shared/scalars.ts";
import { EntityType } from "./entity.type.ts";
import { Direction, RelationshipKind, Validity } from "./graph.enums.ts";
import { knownAtField } from "./known.field.ts";
import { RelationshipType } from "./relationship.type.ts";

@InputType("TraversalInput", { description: "How far and through what a walk goes." })
export class TraversalInput {
  @Field(() => [RelationshipKind], { nullable: true, description: "Only these kinds; all when omitted or empty." })
  kinds?: RelationshipKind[] | null;
  @Field(() => Direction, {
    defaultValue: Direction.BOTH,
    description: "Which way each step runs, as seen from the entity it leaves.",
  })
  direction!: Direction;
  @Field(() => Int, { defaultValue: 2, description: "1 to 6." })
  maxHops!: number;
  @Field(() => Validity, { defaultValue: Validity.CURRENT, description: "Which periods may be walked." })
  validity!: Validity;
  @Field(() => DateScalar, { nullable: true, description: "The day walked on; today when omitted." })
  asOf?: string | null;
  @Field(() => DateTimeScalar, knownAtField)
  knownAt?: string | null;
  @Field(() => Float, { nullable: true, description: "Only relationships at least this certain on that day, 0 to 1." })
  minConfidence?: number | null;
  @Field(() => [ID], {
    nullable: true,
    description: "Entities that are reached but never walked through; at most 1,000.",
  })
  stopAt?: string[] | null;
  @Field(() => Int, { defaultValue: 500, description: "How many entities may be reached, 1 to 5,000." })
  maxNodes!: number;
}

@ObjectType("SubgraphNode", { description: "An entity of a subgraph.", simpleResolvers: true })
export class SubgraphNodeType {
  @Field(() => EntityType, { description: "The entity." })
  entity!: EntityType;
  @Field(() => Int, { description: "Fewest steps from the start; 0 is the start itself." })
  hop!: number;
  @Field(() => Boolean, {
    description:
      "True when a budget or stopAt kept its own relationships from being followed; entities at the last hop are not clipped.",
  })
  isClipped!: boolean;
}

@ObjectType("Subgraph", { description: "What a walk reached.", simpleResolvers: true })
export class SubgraphType {
  @Field(() => [SubgraphNodeType], {
    description: "By hop; within one, largest twelve-month amount towards the start first, then by id.",
  })
  nodes!: SubgraphNodeType[];
  @Field(() => [RelationshipType], {
    description: "All matching relationships among the nodes, by id, at most 20,000.",
  })
  relationships!: RelationshipType[];
  @Field(() => Boolean, {
    description: "True when a budget cut the answer: a clipped search says incomplete, never 'no relationship'.",
  })
  isTruncated!: boolean;
  @Field(() => Int, {
    nullable: true,
    description: "The first hop at which entities were left out, from 1; null: none were, at most relationships were.",
  })
  truncatedAtHop!: number | null;
  @Field(() => Int, { description: "How many entities were reached, the start among them." })
  exploredCount!: number;
}

@ObjectType("ConnectionsBetween", { description: "The relationships among some entities.", simpleResolvers: true })
export class ConnectionsBetweenType {
  @Field(() => [RelationshipType], { description: "By id, as many as were asked for." })
  relationships!: RelationshipType[];
  @Field(() => Boolean, { description: "True when there are more than were asked for." })
  isTruncated!: boolean;
}

@ObjectType("PathStep", { description: "One step of a path.", simpleResolvers: true })
export class PathStepType {
  @Field(() => RelationshipType, { description: "The relationship walked." })
  relationship!: RelationshipType;
  @Field(() => EntityType, { description: "Where the step leads." })
  entity!: EntityType;
  @Field(() => Direction, {
    description: "OUT when the relationship is walked from its source to its target, else IN.",
  })
  direction!: Direction;
}

@ObjectType("Path", { description: "A simple path: no entity stands on it twice.", simpleResolvers: true })
export class PathType {
  @Field(() => Int, { description: "Number of steps; 0 when it ends where it begins." })
  length!: number;
  @Field(() => [PathStepType], { description: "In walking order." })
  steps!: PathStepType[];
  @Field(() => Float, { description: "Product of the confidences of its steps, 1 without steps." })
  confidence!: number;
}

@ObjectType("PathSearch", { description: "Paths found between two entities.", simpleResolvers: true })
export class PathSearchType {
  @Field(() => [PathType], { description: "Shortest first, ties by the ids of their relationships." })
  paths!: PathType[];
  @Field(() => Boolean, {
    description: "True when a budget ended the search: there may be other paths, also shorter ones.",
  })
  isTruncated!: boolean;
  @Field(() => Int, {
    nullable: true,
    description:
      "How many hops had been walked, from both ends together, when entities were first left out; null: none were.",
  })
  truncatedAtHop!: number | null;
  @Field(() => Int, { description: "How many entities were reached, from both ends together." })
  exploredCount!: number;
}
