import { Field, ID, ObjectType } from "type-graphql";
import { DateScalar } from "../../shared/scalars.ts";
import { NodeType } from "../graph/entity.type.ts";
import { MoneyEventKind } from "./personal.enums.ts";

@ObjectType("MoneyEvent", {
  description:
    "Something that a person did with money at a branch, from which a firm's need may be guessed. Sensitive: amount and payee are shown by reveal alone, with a separate consent. Seen by that branch, head office and auditors.",
  implements: NodeType,
  simpleResolvers: true,
})
export class MoneyEventType extends NodeType {
  __typename!: "MoneyEvent";
  @Field(() => MoneyEventKind, { description: "What happened." })
  kind!: MoneyEventKind;
  @Field(() => DateScalar, { description: "The day on which it happened." })
  happenedOn!: string;
  @Field(() => String, { description: "ISO 4217 code of the amount's currency." })
  currency!: string;
  @Field(() => String, { description: "Always ***; the mutation reveal shows the amount." })
  amount!: string;
  @Field(() => String, {
    nullable: true,
    description: "Always ***; the mutation reveal shows who was paid. Null: nobody is known to have been paid.",
  })
  payeeName!: string | null;
  @Field(() => ID, { description: "Id of the branch where it happened." })
  branch!: string;
}
