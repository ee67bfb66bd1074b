import { Field, ObjectType } from "type-graphql";

@ObjectType("UserError", { description: "What the caller of a mutation can mend.", simpleResolvers: true })
export class UserErrorType {
  @Field(() => String, { description: "Stable code; the README lists all of them." })
  code!: string;
  @Field(() => String, { description: "One sentence in English." })
  message!: string;
  @Field(() => [String], {
    nullable: true,
    description: "Path into the input, e.g. participants, 3, creditCode; null when it belongs to no single field.",
  })
  field!: string[] | null;
}
