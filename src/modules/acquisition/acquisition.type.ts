import { Field, Float, ID, InputType, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { MoneyInput } from "../../shared/money.ts";
import { DateScalar, DateTimeScalar } from "../../shared/scalars.ts";
import { EntityType, NodeType } from "../graph/entity.type.ts";
import { PathType } from "../graph/traversal.type.ts";
import { AcquisitionChannel } from "./acquisition.enums.ts";
import type { Batch, ScoredProspect } from "./batch.assembly.ts";
import type { Question } from "./question.service.ts";

@InputType("AcquisitionInput", {
  description: "From whom to start, by which channels, how far, and which prospects are wanted.",
})
export class AcquisitionInput {
  @Field(() => [ID], {
    nullable: true,
    description:
      "Start from these clients, at most 100; empty means every client of the branch, or of the bank, that the viewer may start from.",
  })
  from?: string[] | null;
  @Field(() => ID, {
    nullable: true,
    description: "Start from the clients of this branch alone; for all but head office and auditors only the own one.",
  })
  branch?: string | null;
  @Field(() => [AcquisitionChannel], {
    nullable: true,
    description: "Only these channels; all that are served when omitted or empty.",
  })
  channels?: AcquisitionChannel[] | null;
  @Field(() => Int, { defaultValue: 2, description: "Longest path from a client through a hub to a prospect, 1 to 6." })
  maxHops!: number;
  @Field(() => DateScalar, { nullable: true, description: "True on that day; today when omitted." })
  asOf?: string | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "Using only what the bank had recorded by that instant: relationships and evidence, who was a client, values of organizations, accounts and priors. " +
      "With asOf on its day a backtest without the outcome. Null or still to come: all that is recorded now. Errors: BAD_INPUT.",
  })
  knownAt?: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Prospects in this region: prefix of a GB/T 2260 code, e.g. 36 for Jiangxi.",
  })
  region?: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Prospects of this industry: prefix of a GB/T 4754 code with its section letter, e.g. C30.",
  })
  industry?: string | null;
  @Field(() => MoneyInput, {
    nullable: true,
    description: "Every supply relationship on a path flows at least this in twelve months, compared in CNY.",
  })
  minAnnualAmount?: MoneyInput | null;
  @Field(() => Float, { nullable: true, description: "Every relationship on a path is at least this certain, 0 to 1." })
  minConfidence?: number | null;
}

@ObjectType("ScoreFactor", {
  description: "One reason behind a score; the contributions of all add up to it.",
  simpleResolvers: true,
})
export class ScoreFactorType {
  @Field(() => String, { description: "prior, confidence, recency, shareOfAmount or independentPaths." })
  name!: string;
  @Field(() => Float, { description: "What was found, 0 to 1; of a batch the mean over its prospects." })
  value!: number;
  @Field(() => Float, { description: "In log-odds for a likelihood, in accounts for a batch." })
  contribution!: number;
  @Field(() => String, {
    description: "The same as a sentence, in the language asked for (Accept-Language: Chinese unless en).",
  })
  text!: string;
}

@ObjectType("Introducer", {
  description: "An existing client beside the hub who can introduce the bank.",
  simpleResolvers: true,
})
export class IntroducerType {
  @Field(() => EntityType, { description: "An organization or, for public-private linkage, a person." })
  client!: EntityType;
  @Field(() => PathType, { description: "Its strongest way to the hub; length 0: the hub is the client." })
  path!: PathType;
}

@ObjectType("Prospect", {
  description: "An organization that is no client yet and that a hub makes reachable.",
  simpleResolvers: true,
})
export class ProspectType {
  key!: string;
  scored!: Pick<ScoredProspect, "paths">;
  question!: Question;
  @Field(() => [AcquisitionChannel], {
    description: "The channels that reach it: in a batch its own, in prospects those of all its batches.",
  })
  channels!: AcquisitionChannel[];
  @Field(() => Float, {
    description: "Likelihood that it opens an account, 0 to 1; rests on priors that are assumptions.",
  })
  likelihood!: number;
  @Field(() => [ScoreFactorType], {
    description: "The prior first; contributions are in log-odds and add up to logit(likelihood).",
  })
  explanation!: ScoreFactorType[];
}

@ObjectType("ProspectEdge", { description: "A prospect on a page.", simpleResolvers: true })
export class ProspectEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => ProspectType, { description: "The prospect." })
  node!: ProspectType;
}

@ObjectType("ProspectConnection", {
  description: "A page of prospects, likeliest first, ties by id.",
  simpleResolvers: true,
})
export class ProspectConnectionType {
  @Field(() => [ProspectEdgeType], { description: "The page." })
  edges!: ProspectEdgeType[];
  @Field(() => [ProspectType], { description: "The prospects of the page without their edges." })
  nodes!: ProspectType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
  @Field(() => Int, { nullable: true, description: "How many there are in all; null past 10,000." })
  totalCount!: number | null;
}

@ObjectType("AcquisitionBatch", {
  description:
    "All non-client organizations that one hub makes reachable through one channel (批量获客). Its id names hub, channel and the stored input with " +
    "dates and starting clients resolved: the same id is the same question, and node(id) answers it again for that one hub under the asker's rights.",
  implements: NodeType,
  simpleResolvers: true,
})
export class AcquisitionBatchType extends NodeType {
  __typename!: "AcquisitionBatch";
  batch!: Batch;
  question!: Question;
  @Field(() => AcquisitionChannel, { description: "By which kind of hub the prospects are reached." })
  channel!: AcquisitionChannel;
  @Field(() => Int, { description: "Organizations that are no clients and that the hub makes reachable." })
  prospectCount!: number;
  @Field(() => Int, { description: "Clients of the bank, at any branch, one such step from the hub." })
  clientCount!: number;
  @Field(() => Float, { description: "Sum over prospects of the likelihood that each opens an account." })
  expectedAccounts!: number;
  @Field(() => [ScoreFactorType], {
    description: "The prior first; contributions are in accounts and add up to expectedAccounts.",
  })
  explanation!: ScoreFactorType[];
}

@ObjectType("AcquisitionBatchEdge", { description: "A batch on a page.", simpleResolvers: true })
export class AcquisitionBatchEdgeType {
  @Field(() => String, {
    description: "Pass as after to go on behind this edge; belongs to this input and order alone.",
  })
  cursor!: string;
  @Field(() => AcquisitionBatchType, { description: "The batch." })
  node!: AcquisitionBatchType;
}

@ObjectType("AcquisitionBatchConnection", {
  description: "A page of batches in the order asked.",
  simpleResolvers: true,
})
export class AcquisitionBatchConnectionType {
  @Field(() => [AcquisitionBatchEdgeType], { description: "The page." })
  edges!: AcquisitionBatchEdgeType[];
  @Field(() => [AcquisitionBatchType], { description: "The batches of the page without their edges." })
  nodes!: AcquisitionBatchType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
  @Field(() => Int, { nullable: true, description: "How many there are in all; null past 10,000." })
  totalCount!: number | null;
  @Field(() => Boolean, {
    description:
      "True when there were more than 2,000 candidate hubs (those with the most introducers were scored) or more supply paths than are looked at.",
  })
  isTruncated!: boolean;
}
