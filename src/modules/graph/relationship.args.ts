import { ArgsType, Field, Float, Int } from "type-graphql";
import type { Context } from "../../context.ts";
import { confidenceAsked, dayAsked } from "../../shared/asked.ts";
import { pageSize } from "../../shared/connection.ts";
import { DateScalar, DateTimeScalar } from "../../shared/scalars.ts";
import type { EntityType } from "./entity.type.ts";
import { Direction, RelationshipKind, RelationshipOrder, Validity } from "./graph.enums.ts";
import { knownAtField } from "./known.field.ts";
import { loadRelationshipPage, type RelationshipPage } from "./relationship.loader.ts";

/** Which periods, on which day, as far as they were known when. */
@ArgsType()
export class TimeArgs {
  @Field(() => Validity, { defaultValue: Validity.CURRENT, description: "Which periods count on the day asked." })
  validity!: Validity;
  @Field(() => DateScalar, { nullable: true, description: "The day asked about; today when omitted." })
  asOf?: string | null;
  @Field(() => DateTimeScalar, knownAtField)
  knownAt?: string | null;
}

/** A page of one kind of relationship. */
@ArgsType()
export class PageArgs extends TimeArgs {
  @Field(() => Int, { defaultValue: 20, description: "1 to 100." })
  first!: number;
  @Field(() => String, { nullable: true, description: "endCursor of the page before." })
  after?: string | null;
}

/** A page of one kind of relationship, in an order. */
@ArgsType()
export class OrderedPageArgs extends PageArgs {
  @Field(() => RelationshipOrder, {
    defaultValue: RelationshipOrder.ANNUAL_AMOUNT,
    description: "How the page is ordered.",
  })
  orderBy!: RelationshipOrder;
}

/** A page of any relationships of an entity. */
@ArgsType()
export class RelationshipArgs extends OrderedPageArgs {
  @Field(() => [RelationshipKind], { nullable: true, description: "Only these kinds; all when omitted or empty." })
  kinds?: RelationshipKind[] | null;
  @Field(() => Direction, { defaultValue: Direction.BOTH, description: "As seen from this entity." })
  direction!: Direction;
  @Field(() => Float, {
    nullable: true,
    description: "Only relationships at least this certain on the day asked, 0 to 1.",
  })
  minConfidence?: number | null;
}

/** Kinds asked for; null, which is any, when none is named. */
export const kindsAsked = (kinds: RelationshipKind[] | null | undefined): RelationshipKind[] | null =>
  kinds?.length ? kinds : null;

type Asked = PageArgs & Partial<RelationshipArgs>;

/** The page of an entity's relationships that a field asks for; what is masked shows none, nor a participant under its platform's own id. */
export function relationshipsOf(entity: EntityType, context: Context, asked: Asked): Promise<RelationshipPage> {
  const request = {
    parent: entity.isMasked ? "0" : (entity.key ?? "0"),
    kinds: kindsAsked(asked.kinds),
    direction: asked.direction ?? Direction.BOTH,
    validity: asked.validity,
    minConfidence: confidenceAsked(asked.minConfidence),
    orderBy: asked.orderBy ?? RelationshipOrder.ANNUAL_AMOUNT,
    ...dayAsked(context, asked.asOf, asked.knownAt),
    first: pageSize(asked.first),
    after: asked.after ?? null,
  };
  return loadRelationshipPage(context, request);
}
