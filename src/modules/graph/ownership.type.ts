import { Field, Float, InputType, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { EntityType } from "./entity.type.ts";
import { PathStepType } from "./traversal.type.ts";
import { WalkInput } from "./walk.input.ts";

export const OwnershipDirection = defineEnum("OwnershipDirection", "Which way ownership is followed.", {
  OWNERS: "From what is owned to who owns it, up to the ultimate owners.",
  HOLDINGS: "From an owner to what it owns, down to what owns nothing.",
});
export type OwnershipDirection = EnumValue<typeof OwnershipDirection>;

export const OwnershipSelection = defineEnum(
  "OwnershipSelection",
  "Which of those that a chain leads to are answered.",
  {
    ALL: "All of them.",
    ULTIMATE: "Only those beyond which there is nobody: the ultimate owners, or the last holdings.",
  },
);
export type OwnershipSelection = EnumValue<typeof OwnershipSelection>;

@InputType("OwnershipInput", { description: "How far ownership is followed, and from which share on." })
export class OwnershipInput extends WalkInput {
  @Field(() => OwnershipDirection, {
    defaultValue: OwnershipDirection.OWNERS,
    description: "To owners or to holdings.",
  })
  direction!: OwnershipDirection;
  @Field(() => OwnershipSelection, { defaultValue: OwnershipSelection.ALL, description: "Whom to answer." })
  stakes!: OwnershipSelection;
  @Field(() => Float, {
    nullable: true,
    description: "Steps with a known share below this are not followed, 0 to 1; those of unknown share are.",
  })
  minShare?: number | null;
  @Field(() => Float, {
    nullable: true,
    description:
      "Leaves out whose combined share is known and below this, 0 to 1, e.g. 0.25 for beneficial owners; an unknown share rules nothing out.",
  })
  minCombinedShare?: number | null;
  @Field(() => Int, { defaultValue: 10, description: "Most steps of a chain, 1 to 20." })
  maxDepth!: number;
}

@ObjectType("OwnershipChain", {
  description: "A chain of ownership: no entity stands on it twice.",
  simpleResolvers: true,
})
export class OwnershipChainType {
  @Field(() => Int, { description: "Number of steps." })
  length!: number;
  @Field(() => Float, {
    nullable: true,
    description: "Product of the shares of its steps, 0 to 1; null when one of them is unknown.",
  })
  share!: number | null;
  @Field(() => [PathStepType], { description: "From the entity asked about; each step's relationship says its share." })
  steps!: PathStepType[];
}

@ObjectType("OwnershipStake", {
  description: "An owner, or a holding, with all chains that lead to it.",
  simpleResolvers: true,
})
export class OwnershipStakeType {
  @Field(() => EntityType, { description: "Who owns, or what is owned." })
  entity!: EntityType;
  @Field(() => Float, {
    nullable: true,
    description: "Sum of the known shares of its chains, at most 1; null when none is known.",
  })
  combinedShare!: number | null;
  @Field(() => Boolean, { description: "True when the share of some chain is unknown: the true one may be larger." })
  isPartlyUnknown!: boolean;
  @Field(() => Boolean, {
    description: "True when there is nobody beyond; false also where a budget kept us from looking.",
  })
  isUltimate!: boolean;
  @Field(() => Boolean, {
    description:
      "True when it stands in a cycle: it owns a part of itself by way of others. False also for one longer than maxDepth or a budget let us see.",
  })
  isInCycle!: boolean;
  @Field(() => Int, { description: "How many chains lead to it." })
  chainCount!: number;
  @Field(() => [OwnershipChainType], {
    description: "The first five of them, shortest first, then by the ids of their relationships.",
  })
  chains!: OwnershipChainType[];
}

@ObjectType("OwnershipCycle", {
  description: "Entities that own parts of each other in a circle (交叉持股); one alone owns a part of itself.",
  simpleResolvers: true,
})
export class OwnershipCycleType {
  @Field(() => Int, { description: "How many entities stand in it." })
  memberCount!: number;
  @Field(() => [EntityType], { description: "All of them, by id." })
  members!: EntityType[];
}

@ObjectType("OwnershipStakeEdge", { description: "A stake on a page.", simpleResolvers: true })
export class OwnershipStakeEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => OwnershipStakeType, { description: "The stake." })
  node!: OwnershipStakeType;
}

@ObjectType("OwnershipStakeConnection", {
  description: "A page of stakes, largest combined share first, unknown ones last; ties by their first chain.",
  simpleResolvers: true,
})
export class OwnershipStakeConnectionType {
  @Field(() => [OwnershipStakeEdgeType], { description: "The page." })
  edges!: OwnershipStakeEdgeType[];
  @Field(() => [OwnershipStakeType], { description: "The stakes of the page without their edges." })
  nodes!: OwnershipStakeType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
  @Field(() => Int, { description: "How many stakes there are in all." })
  totalCount!: number;
  @Field(() => [OwnershipCycleType], { description: "Cycles among all that was looked at, largest first, at most 20." })
  cycles!: OwnershipCycleType[];
  @Field(() => Boolean, {
    description: "True when maxDepth or a budget cut the chains: there may be other owners and larger shares.",
  })
  isTruncated!: boolean;
  @Field(() => Int, {
    nullable: true,
    description: "The first step of a chain at which something was left out; null: none was.",
  })
  truncatedAtHop!: number | null;
  @Field(() => Int, { description: "How many entities were looked at." })
  exploredCount!: number;
}
