import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { dayAsked } from "../../shared/asked.ts";
import { pageSize } from "../../shared/connection.ts";
import { MoneyType } from "../../shared/money.ts";
import { DateScalar } from "../../shared/scalars.ts";
import { loadEntityAt } from "./entity.loader.ts";
import { EntityType } from "./entity.type.ts";
import {
  countEvidence,
  type EvidencePage,
  loadEvidenceDetail,
  loadEvidencePage,
  noEvidence,
} from "./evidence.loader.ts";
import { loadExplanation } from "./explanation.loader.ts";
import { RelationshipFactorType } from "./explanation.type.ts";
import type { RelationshipPage } from "./relationship.loader.ts";
import {
  EvidenceConnectionType,
  EvidenceType,
  RelationshipConnectionType,
  RelationshipEdgeType,
  RelationshipType,
} from "./relationship.type.ts";

@Resolver(() => RelationshipType)
export class RelationshipResolver {
  @FieldResolver(() => EntityType, { description: "Where it starts." })
  source(@Root() relationship: RelationshipType, @Ctx() context: Context) {
    return relationship.source ?? loadEntityAt(context, relationship.sourceKey, relationship.time);
  }

  @FieldResolver(() => EntityType, { description: "Where it ends." })
  target(@Root() relationship: RelationshipType, @Ctx() context: Context) {
    return relationship.target ?? loadEntityAt(context, relationship.targetKey, relationship.time);
  }

  @FieldResolver(() => EvidenceConnectionType, {
    description:
      "Why we believe it, latest first; with knownAt what we had of it then. Empty for a registration under its platform's own id.",
  })
  evidence(
    @Root() relationship: RelationshipType,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    const { key, time } = relationship;
    if (!time) return noEvidence(pageSize(first));
    return loadEvidencePage(context, {
      parent: key,
      knownAt: time.knownAt,
      first: pageSize(first),
      after: after ?? null,
    });
  }

  @FieldResolver(() => [RelationshipFactorType], {
    description:
      "In words why it is answered as it is: what speaks for it, what age makes of that, and where its amounts and days come from. At most ten; empty for a registration under its platform's own id.",
  })
  explain(
    @Root() { key, time }: RelationshipType,
    @Arg("asOf", () => DateScalar, {
      nullable: true,
      description:
        "The day asked about; when omitted that of the relationship. What was known is always asked as of the relationship.",
    })
    asOf: string | null,
    @Ctx() context: Context,
  ) {
    if (!time) return [];
    return loadExplanation(context, { parent: key, ...dayAsked(context, asOf ?? time.asOf, time.knownAt) });
  }
}

@Resolver(() => RelationshipEdgeType)
export class RelationshipEdgeResolver {
  @FieldResolver(() => EntityType, { description: "The other end, seen from where the connection was asked." })
  entity(@Root() edge: RelationshipEdgeType, @Ctx() context: Context) {
    return edge.entity ?? loadEntityAt(context, edge.entityKey, edge.node.time);
  }
}

@Resolver(() => RelationshipConnectionType)
export class RelationshipConnectionResolver {
  @FieldResolver(() => Int, {
    nullable: true,
    description: "How many there are in all; counted only when asked for, null past 10,000.",
  })
  totalCount(@Root() page: RelationshipPage, @Ctx() context: Context) {
    return page.countAll(context);
  }
}

@Resolver(() => EvidenceConnectionType)
export class EvidenceConnectionResolver {
  @FieldResolver(() => Int, {
    nullable: true,
    description: "How many there are in all; counted only when asked for, null past 10,000.",
  })
  totalCount(@Root() page: EvidencePage, @Ctx() context: Context) {
    return page.relationshipKey ? countEvidence(context, { parent: page.relationshipKey, knownAt: page.knownAt }) : 0;
  }
}

@Resolver(() => EvidenceType)
export class EvidenceResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: "The document's own number; null when it has none, or for a viewer to whom the evidence is private.",
  })
  async reference(@Root() evidence: EvidenceType, @Ctx() context: Context) {
    return (await loadEvidenceDetail(context, evidence.key)).reference;
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: "What it is over; null when it carries no amount, or for a viewer to whom the evidence is private.",
  })
  async amount(@Root() evidence: EvidenceType, @Ctx() context: Context) {
    return (await loadEvidenceDetail(context, evidence.key)).amount;
  }
}
