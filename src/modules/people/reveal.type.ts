import { Field, ID, InputType, ObjectType } from "type-graphql";
import { MoneyType } from "../../shared/money.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";
import { ConsentPurpose } from "./personal.enums.ts";

@InputType("RevealInput", { description: "What is to be seen unmasked, and what for." })
export class RevealInput {
  @Field(() => ID, { nullable: true, description: "Id of a contact. Exactly one of contactId and moneyEventId." })
  contactId?: string | null;
  @Field(() => ID, { nullable: true, description: "Id of a money event; the purpose is then SENSITIVE_FINANCIAL." })
  moneyEventId?: string | null;
  @Field(() => ConsentPurpose, {
    description:
      "What for. The person's consent for just this purpose must be in force today. The contact point of an organization that is no individual business needs none.",
  })
  purpose!: ConsentPurpose;
}

@ObjectType("RevealedContact", { description: "A contact, unmasked.", simpleResolvers: true })
export class RevealedContactType {
  @Field(() => String, { description: "The number in E.164, an extension behind ;ext=, or the e-mail address." })
  value!: string;
  @Field(() => String, { description: "The name of the person or organization whose it is." })
  name!: string;
}

@ObjectType("RevealedMoneyEvent", { description: "A money event, unmasked.", simpleResolvers: true })
export class RevealedMoneyEventType {
  @Field(() => MoneyType, { description: "How much." })
  amount!: MoneyType;
  @Field(() => String, { nullable: true, description: "Who was paid; null: nobody is known to have been." })
  payeeName!: string | null;
}

@ObjectType("RevealPayload", {
  description: "What was asked for, unmasked. The audit log had it written down before.",
  simpleResolvers: true,
})
export class RevealPayload {
  @Field(() => RevealedContactType, { nullable: true, description: "Null unless a contact was asked for and shown." })
  contact!: RevealedContactType | null;
  @Field(() => RevealedMoneyEventType, {
    nullable: true,
    description: "Null unless a money event was asked for and shown.",
  })
  moneyEvent!: RevealedMoneyEventType | null;
  @Field(() => [UserErrorType], { description: "Why nothing is shown; empty when it is." })
  userErrors!: UserErrorType[];
}
