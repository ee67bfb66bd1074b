import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { dayAsked } from "../../shared/asked.ts";
import { pageSize } from "../../shared/connection.ts";
import { MoneyType } from "../../shared/money.ts";
import { DateScalar } from "../../shared/scalars.ts";
import { loadEntity } from "./entity.loader.ts";
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
    return relationship.source ?? loadEntity(context, relationship.sourceKey);
  }

  @FieldResolver(() => EntityType, { description: "Where it ends." })
  target(@Root() relationship: RelationshipType, @Ctx() context: Context) {
    return relationship.target ?? loadEntity(context, relationship.targetKey);
  }

  @FieldResolver(() => EvidenceConnectionType, {
    description: "Why we believe it, latest first. Empty for a registration under its platform's own id.",
  })
  evidence(
    @Root() relationship: RelationshipType,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    if (!relationship.key) return noEvidence(pageSize(first));
    return loadEvidencePage(context, { parent: relationship.key, first: pageSize(first), after: after ?? null });
  }

  @FieldResolver(() => [RelationshipFactorType], {
    description:
      "In words why it is answered as it is: what speaks for it, what age makes of that, and where its amounts and days come from. At most ten; empty for a registration under its platform's own id.",
  })
  explain(
    @Root() { key }: RelationshipType,
    @Arg("asOf", () => DateScalar, { nullable: true, description: "The day asked about; today when omitted." })
    asOf: string | null,
    @Ctx() context: Context,
  ) {
    return key ? loadExplanation(context, { parent: key, ...dayAsked(context, asOf) }) : [];
  }
}

@Resolver(() => RelationshipEdgeType)
export class RelationshipEdgeResolver {
  @FieldResolver(() => EntityType, { description: "The other end, seen from where the connection was asked." })
  entity(@Root() edge: RelationshipEdgeType, @Ctx() context: Context) {
    return edge.entity ?? loadEntity(context, edge.entityKey);
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
    return page.relationshipKey ? countEvidence(context, page.relationshipKey) : 0;
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
