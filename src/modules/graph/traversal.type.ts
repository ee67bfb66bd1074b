import { Field, Float, ID, InputType, Int, ObjectType } from "type-graphql";
import { MoneyInput } from "../../shared/money.ts";
import { DateScalar, DateTimeScalar } from "../../shared/scalars.ts";
import { EntityType } from "./entity.type.ts";
import { Direction, RelationshipKind, RelationshipOrder, Validity } from "./graph.enums.ts";
import { HopEnds } from "./hop.filter.ts";
import { knownAtField } from "./known.field.ts";
import { RelationshipType } from "./relationship.type.ts";
import { DefaultStops, WalkStopReason } from "./stop.sql.ts";
import { timeBudget } from "./walk.input.ts";

@InputType("HopFilterInput", {
  description: "What one hop may use and where it may lead. What is left out is as in the rest of the input.",
})
export class HopFilterInput {
  @Field(() => [RelationshipKind], {
    nullable: true,
    description: "Only these kinds; the input's own when omitted or empty.",
  })
  kinds?: RelationshipKind[] | null;
  @Field(() => Direction, {
    nullable: true,
    description: "Which way it runs, as seen from the entity it leaves; the input's own when omitted.",
  })
  direction?: Direction | null;
  @Field(() => MoneyInput, {
    nullable: true,
    description:
      "Only relationships with at least this amount in the twelve months before the day, compared in CNY at head office's rate of the day; any when omitted.",
  })
  minAnnualAmount?: MoneyInput | null;
  @Field(() => Float, {
    nullable: true,
    description: "Only relationships at least this certain on the day, 0 to 1; the input's own when omitted.",
  })
  minConfidence?: number | null;
  @Field(() => String, {
    nullable: true,
    description: "Only to entities of this region: one to six digits of a GB/T 2260 code; any when omitted.",
  })
  region?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "Only to entities of this industry: a GB/T 4754 code or the beginning of one, e.g. C30; any when omitted.",
  })
  industry?: string | null;
  @Field(() => HopEnds, {
    nullable: true,
    description: "Only to clients or only to others; of the last hop alone. Anybody when omitted.",
  })
  ends?: HopEnds | null;
}

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
  @Field(() => [HopFilterInput], {
    nullable: true,
    description:
      "What each hop may use, the first hop's first; at most maxHops. Hops without one are as the rest says.",
  })
  hops?: HopFilterInput[] | null;
  @Field(() => Int, {
    nullable: true,
    description:
      "How many relationships of one entity are followed on one hop, 1 to 20,000; twice maxNodes and 100 more when omitted. Whoever has more is clipped.",
  })
  fanOut?: number | null;
  @Field(() => RelationshipOrder, {
    defaultValue: RelationshipOrder.ANNUAL_AMOUNT,
    description: "Which of them come first. By ANNUAL_AMOUNT a hub of today is not read whole.",
  })
  fanOutOrder!: RelationshipOrder;
  @Field(() => Int, { nullable: true, description: timeBudget })
  timeBudgetMs?: number | null;
  @Field(() => DefaultStops, {
    defaultValue: DefaultStops.APPLY,
    description: "Whether courts, authorities and banks are walked through.",
  })
  defaultStops!: DefaultStops;
}

@ObjectType("WalkStop", {
  description: "An entity at which a walk stopped though there was more.",
  simpleResolvers: true,
})
export class WalkStopType {
  @Field(() => EntityType, { description: "The entity; never a withheld person." })
  entity!: EntityType;
  @Field(() => Int, { description: "At how many steps it was reached; of paths, from the nearer end." })
  hop!: number;
  @Field(() => WalkStopReason, { description: "Why." })
  reason!: WalkStopReason;
}

@ObjectType("SubgraphNode", { description: "An entity of a subgraph.", simpleResolvers: true })
export class SubgraphNodeType {
  @Field(() => EntityType, { description: "The entity." })
  entity!: EntityType;
  @Field(() => Int, { description: "Fewest steps from the start; 0 is the start itself." })
  hop!: number;
  @Field(() => Boolean, {
    description:
      "True when a budget, a fan-out or a stop kept its own relationships from being followed; entities at the last hop are not clipped.",
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
  @Field(() => [WalkStopType], {
    description:
      "Where the walk did not go on though there was more to reach; nearest first. They truncate nothing: that was asked for.",
  })
  stops!: WalkStopType[];
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
  @Field(() => [PathType], { description: "In the order asked for; shortest first unless said." })
  paths!: PathType[];
  @Field(() => [WalkStopType], {
    description: "Entities through which no path was looked for though one might go there; nearest first, then by id.",
  })
  stops!: WalkStopType[];
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
