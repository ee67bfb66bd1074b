import { Field, Float, ObjectType } from "type-graphql";
import type { TimeAsked } from "../../shared/asked.ts";
import { PageInfoType } from "../../shared/connection.ts";
import { MoneyType } from "../../shared/money.ts";
import { DateScalar, DateTimeScalar } from "../../shared/scalars.ts";
import { NodeType } from "./entity.type.ts";
import { EvidenceKind, RelationshipKind } from "./graph.enums.ts";

@ObjectType("Relationship", {
  description:
    "One period in which a typed relationship held between two entities. A gap in time makes another relationship.",
  implements: NodeType,
  simpleResolvers: true,
})
export class RelationshipType extends NodeType {
  __typename!: "Relationship";
  key!: string;
  sourceKey!: string;
  targetKey!: string;
  /** The time at which it was read: what hangs on it follows. Of a platform's own registration: none. */
  time!: TimeAsked | null;
  /** The ends, where the walk that found it has loaded them already. */
  source?: object;
  target?: object;
  @Field(() => RelationshipKind, { description: "What it says." })
  kind!: RelationshipKind;
  @Field(() => String, {
    nullable: true,
    description: "Code of the part that the source plays, e.g. STORE or EXECUTIVE; null where the kind has no parts.",
  })
  role!: string | null;
  @Field(() => [MoneyType], {
    description:
      "What the evidence supports for the twelve months up to asOf, one entry a currency, ordered by currency; empty when no evidence carries an amount. " +
      "Within one kind of evidence distinct references are added; across kinds the largest wins whole.",
  })
  annualAmounts!: MoneyType[];
  @Field(() => DateScalar, { nullable: true, description: "First day on which it held; null: unknown start." })
  since!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "First day on which it no longer held; null: it still holds.",
  })
  until!: string | null;
  @Field(() => Float, { description: "0 to 1 on the day asked: independent sources raise it, age lowers it." })
  confidence!: number;
  @Field(() => Float, {
    nullable: true,
    description:
      "The part of the target that the source owns on the day asked, 0 to 1, as the latest evidence says; null: unknown, or another kind than OWNS.",
  })
  share!: number | null;
}

@ObjectType("RelationshipEdge", { description: "A relationship on a page, with its other end.", simpleResolvers: true })
export class RelationshipEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => RelationshipType, { description: "The relationship." })
  node!: RelationshipType;
  entityKey!: string;
  /** Set where the other end is not the bank's entity but a platform's own view of it. */
  entity?: object;
}

@ObjectType("RelationshipConnection", { description: "A page of relationships of one entity.", simpleResolvers: true })
export class RelationshipConnectionType {
  @Field(() => [RelationshipEdgeType], { description: "The page, in the order asked." })
  edges!: RelationshipEdgeType[];
  @Field(() => [RelationshipType], { description: "The relationships of the page without their edges." })
  nodes!: RelationshipType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}

@ObjectType("Evidence", {
  description: "One sighting by one source of why we believe a relationship.",
  implements: NodeType,
  simpleResolvers: true,
})
export class EvidenceType extends NodeType {
  __typename!: "Evidence";
  key!: string;
  @Field(() => EvidenceKind, { description: "What it is." })
  kind!: EvidenceKind;
  @Field(() => String, { description: "Code of the source system or list." })
  source!: string;
  @Field(() => DateScalar, { nullable: true, description: "The day it speaks of; null: unknown." })
  observedOn!: string | null;
  @Field(() => DateTimeScalar, { description: "When it was recorded here." })
  recordedAt!: string;
  @Field(() => String, { nullable: true, description: "Who says so within the source; null: the source itself." })
  assertedBy!: string | null;
  @Field(() => DateScalar, { nullable: true, description: "The day it was fetched from the source; null: unknown." })
  retrievedOn!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "First day on which it says that the relationship held; null: it does not say since when.",
  })
  validFrom!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "First day on which it says that it no longer held; null: it says no end.",
  })
  validTo!: string | null;
}

@ObjectType("EvidenceEdge", { description: "Evidence on a page.", simpleResolvers: true })
export class EvidenceEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => EvidenceType, { description: "The evidence." })
  node!: EvidenceType;
}

@ObjectType("EvidenceConnection", {
  description: "A page of the evidence of one relationship, latest first.",
  simpleResolvers: true,
})
export class EvidenceConnectionType {
  relationshipKey!: string;
  @Field(() => [EvidenceEdgeType], { description: "The page." })
  edges!: EvidenceEdgeType[];
  @Field(() => [EvidenceType], { description: "The evidence of the page without its edges." })
  nodes!: EvidenceType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}
