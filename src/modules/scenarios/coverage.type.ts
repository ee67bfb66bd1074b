import { ArgsType, Field, ID, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { DateScalar } from "../../shared/scalars.ts";
import type { CurveQuestion } from "./coverage.curve.ts";
import { CoverageDimension, CoverageStanding, RegionLevel, RemainingReason } from "./coverage.enums.ts";
import type { CoverageQuestion } from "./coverage.question.ts";

@ArgsType()
export class CoverageArgs {
  @Field(() => ID, { description: "The platform." })
  platformId!: string;
  @Field(() => [CoverageDimension], {
    defaultValue: [],
    description: "What the participants are set apart by; by nothing when empty.",
  })
  by!: CoverageDimension[];
  @Field(() => RegionLevel, { defaultValue: RegionLevel.PREFECTURE, description: "How exact a region is named." })
  regionLevel!: RegionLevel;
  @Field(() => DateScalar, { nullable: true, description: "The day asked about; today when omitted." })
  asOf?: string | null;
}

@ArgsType()
export class ParticipantsArgs {
  @Field(() => ID, { description: "The platform." })
  platformId!: string;
  @Field(() => ID, {
    nullable: true,
    description: "key of a bucket: only the participants that it counts. All of the platform when omitted.",
  })
  bucket?: string | null;
  @Field(() => DateScalar, { nullable: true, description: "The day asked about; today when omitted." })
  asOf?: string | null;
  @Field(() => Int, { defaultValue: 20, description: "1 to 100." })
  first!: number;
  @Field(() => String, { nullable: true, description: "endCursor of the page before, of the same question." })
  after?: string | null;
}

@ArgsType()
export class CoveredParticipantsArgs extends ParticipantsArgs {
  @Field(() => [CoverageStanding], { nullable: true, description: "Only these; all when omitted or empty." })
  standings?: CoverageStanding[] | null;
}

@ArgsType()
export class RemainingParticipantsArgs extends ParticipantsArgs {
  @Field(() => [RemainingReason], { nullable: true, description: "Only these; all when omitted or empty." })
  reasons?: RemainingReason[] | null;
}

@ArgsType()
export class CoverageCurveArgs {
  @Field(() => ID, { description: "The platform." })
  platformId!: string;
  @Field(() => ID, {
    nullable: true,
    description: "key of a bucket that is set apart by role or region, or both: only such participants.",
  })
  bucket?: string | null;
  @Field(() => Int, { defaultValue: 12, description: "How many months, 1 to 60; the last one is that of until." })
  months!: number;
  @Field(() => DateScalar, { nullable: true, description: "The day on which the curve ends; today when omitted." })
  until?: string | null;
}

/** How many participants stand how. */
@ObjectType({ simpleResolvers: true })
export abstract class CoverageCounts {
  @Field(() => Int, {
    description: "Organizations that take part, each counted once. Source: the graph's PARTICIPATES_IN.",
  })
  participants!: number;
  @Field(() => Int, { description: "Those of them that have an account with the bank." })
  withAccount!: number;
  @Field(() => Int, {
    description:
      "Those of them that became clients after the project began and before the launch; 0 while neither is known.",
  })
  openedDuringProject!: number;
  @Field(() => Int, {
    description: "Those of them that became clients on the day of the launch or later; 0 while it is not launched.",
  })
  openedSinceLaunch!: number;
}

@ObjectType("CoverageBucket", {
  description: "Participants of a platform that share a role, a region or a month, on the day asked.",
  simpleResolvers: true,
})
export class CoverageBucketType extends CoverageCounts {
  /** What was asked; for what is counted only when it is selected. */
  question!: CoverageQuestion;
  @Field(() => ID, {
    nullable: true,
    description:
      "Names it for coverageParticipants and remainingParticipants, which list whom it counts; null: all of the platform.",
  })
  key!: string | null;
  @Field(() => String, { nullable: true, description: "Their role; null: none is said, or not set apart by it." })
  role!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "First two, four or six digits of their GB/T 2260 code; null: unknown, or not set apart by it.",
  })
  region!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Month in which they first took part, YYYY-MM; null: unknown, or not set apart by it.",
  })
  month!: string | null;
}

@ObjectType("PlatformCoverage", {
  description: "How many of a platform's participants the bank has won, on a day.",
  simpleResolvers: true,
})
export class PlatformCoverageType {
  @Field(() => DateScalar, { description: "The day." })
  asOf!: string;
  @Field(() => DateScalar, { nullable: true, description: "When the project began; null: not recorded." })
  beganOn!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "When the platform was launched; null: it is not, or not recorded.",
  })
  launchedOn!: string | null;
  @Field(() => CoverageBucketType, { description: "All participants; who has several roles is counted once." })
  total!: CoverageBucketType;
  @Field(() => [CoverageBucketType], {
    description: "By role, region and month, each unknown last; at most 1,000. Empty when set apart by nothing.",
  })
  buckets!: CoverageBucketType[];
  @Field(() => Boolean, { description: "True when there are more buckets than 1,000." })
  isTruncated!: boolean;
}

@ObjectType("CoveragePoint", { description: "How a platform stood at the end of a month.", simpleResolvers: true })
export class CoveragePointType extends CoverageCounts {
  question!: CurveQuestion;
  @Field(() => String, { description: "The month, YYYY-MM." })
  month!: string;
  @Field(() => DateScalar, {
    description: "The day counted: the last of the month, or the one on which the curve ends.",
  })
  day!: string;
}

@ObjectType("CoveredParticipant", {
  description: "A participant and how it stands to the bank.",
  simpleResolvers: true,
})
export class CoveredParticipantType {
  organizationKey!: string;
  /** Of which platform, on which day. */
  platform!: string;
  day!: string;
  @Field(() => [String], {
    description: "The roles in which it takes part, by name; of a bucket by role that one alone.",
  })
  roles!: string[];
  @Field(() => DateScalar, { nullable: true, description: "Since when it takes part; null: unknown." })
  since!: string | null;
  @Field(() => CoverageStanding, { description: "How it stands." })
  standing!: CoverageStanding;
  @Field(() => RemainingReason, {
    nullable: true,
    description: "Why it has no account; marks and statuses are those of today. Null when it has one.",
  })
  reason!: RemainingReason | null;
}

@ObjectType("CoveredParticipantEdge", { description: "A participant on a page.", simpleResolvers: true })
export class CoveredParticipantEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => CoveredParticipantType, { description: "The participant." })
  node!: CoveredParticipantType;
}

@ObjectType("CoveredParticipantConnection", {
  description: "A page of participants, in the order in which the bank came to know them.",
  simpleResolvers: true,
})
export class CoveredParticipantConnectionType {
  @Field(() => [CoveredParticipantEdgeType], { description: "The page." })
  edges!: CoveredParticipantEdgeType[];
  @Field(() => [CoveredParticipantType], { description: "The participants of the page without their edges." })
  nodes!: CoveredParticipantType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}
