import { Field, Float, ObjectType } from "type-graphql";
import { DateScalar } from "../../shared/scalars.ts";

@ObjectType("RelationshipFactor", {
  description: "One reason why a relationship is answered as it is: a sentence, and the number in it that counts.",
  simpleResolvers: true,
})
export class RelationshipFactorType {
  @Field(() => String, {
    description:
      "evidence (how much there is), source (one for each of the five strongest that speak for it independently), confidence, annualAmounts, share or period, in this order.",
  })
  name!: string;
  @Field(() => Float, {
    nullable: true,
    description:
      "source: its strength on the day, confidence: the confidence, share: the part owned, each 0 to 1; evidence: the number of pieces; null for the others.",
  })
  value!: number | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "evidence, source: the latest day it speaks of; null for the others.",
  })
  day!: string | null;
  @Field(() => String, {
    description: "The same as a sentence, in the language asked for (Accept-Language: Chinese unless en).",
  })
  text!: string;
}
