import { Field, InputType, ObjectType } from "type-graphql";
import { DecimalScalar } from "./scalars.ts";

/** An amount with its currency; never added over currencies. */
@ObjectType("Money", {
  description: "An exact amount in one currency; amounts of different currencies are never added.",
  simpleResolvers: true,
})
export class MoneyType {
  @Field(() => DecimalScalar, { description: "Exact decimal in units of the currency." })
  amount!: string;
  @Field(() => String, { description: "ISO 4217 code, e.g. CNY." })
  currency!: string;
}

@InputType("MoneyInput", { description: "An exact amount in one currency." })
export class MoneyInput {
  @Field(() => DecimalScalar, { description: "Exact decimal in units of the currency, not negative." })
  amount!: string;
  @Field(() => String, {
    defaultValue: "CNY",
    description: "ISO 4217 code of a currency that head office keeps a rate for.",
  })
  currency!: string;
}
