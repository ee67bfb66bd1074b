import { Field, Float, ID, InputType, Int, ObjectType } from "type-graphql";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";

export const MatchVerdict = defineEnum("MatchVerdict", "Whether two descriptions mean one organization.", {
  MATCH: "They do: a shared credit code, or a person's decision.",
  POSSIBLE: "They may: a person should decide. Names alone never say more.",
  NONE: "They do not, or nothing says so.",
});

export const MatchReason = defineEnum("MatchReason", "What decided.", {
  SAME_CODE: "The same credit code.",
  DIFFERENT_CODE: "Two different credit codes: two organizations, whatever their names.",
  DECIDED_SAME: "A person of the bank decided that they are one.",
  DECIDED_DIFFERENT: "A person of the bank decided that they are two.",
  SAME_NAME: "The same name, but for width, case, white space, punctuation and traditional characters.",
  SAME_CORE: "The same name but for a legal form, or a place in brackets.",
  OTHER_LEGAL_FORM: "The same name with another legal form.",
  SAME_WITHOUT_PLACE: "The same name but for the place that one of them begins with.",
  SIMILAR_NAME: "At least three quarters of the pairs of characters in common.",
  FORMER_NAME: "The name compared is one that the organization bore before, or that of one merged into it.",
  SAME_REGION: "The same six-digit region.",
  SAME_PREFECTURE: "The same prefecture.",
  SAME_PROVINCE: "The same province.",
  OTHER_PROVINCE: "Another province.",
});

@InputType("MatchRowInput", {
  description: "One organization to look for. A name, a code or an id is needed; all help.",
})
export class MatchRowInput {
  @Field(() => ID, {
    nullable: true,
    description: "An organization of the graph whose likely matches are wanted; it gives what the row does not.",
  })
  id?: string | null;
  @Field(() => String, { nullable: true, description: "Its name, at most 300 characters." })
  name?: string | null;
  @Field(() => String, { nullable: true, description: "Its unified social credit code." })
  creditCode?: string | null;
  @Field(() => String, { nullable: true, description: "GB/T 2260 code of its place, six digits." })
  region?: string | null;
}

@InputType("MatchOrganizationsInput", { description: "Organizations to look for." })
export class MatchOrganizationsInput {
  @Field(() => [MatchRowInput], { description: "At most 10,000." })
  rows!: MatchRowInput[];
}

@ObjectType("MatchFactor", { description: "One thing that decided.", simpleResolvers: true })
export class MatchFactorType {
  @Field(() => MatchReason, { description: "What." })
  reason!: EnumValue<typeof MatchReason>;
  @Field(() => Float, { description: "What it adds to the score." })
  contribution!: number;
  @Field(() => String, { description: "One sentence in the reader's language." })
  text!: string;
}

@ObjectType("MatchedOrganization", { description: "An organization that a row may mean.", simpleResolvers: true })
export class MatchedOrganizationType {
  @Field(() => ID, { description: "Id of the organization." })
  organizationId!: string;
  @Field(() => String, { description: "Its name." })
  name!: string;
  @Field(() => String, { nullable: true, description: "Its unified social credit code; null: none known." })
  creditCode!: string | null;
  @Field(() => String, { nullable: true, description: "GB/T 2260 code of its place; null: unknown." })
  region!: string | null;
  @Field(() => Boolean, { description: "Whether it holds an open account with the bank today." })
  isClient!: boolean;
  @Field(() => MatchVerdict, { description: "Whether it is meant." })
  verdict!: EnumValue<typeof MatchVerdict>;
  @Field(() => Float, { description: "0 to 1, the sum of the contributions; 1 for MATCH alone." })
  score!: number;
  @Field(() => [MatchFactorType], { description: "What decided, the weightiest kind first." })
  factors!: MatchFactorType[];
}

@ObjectType("OrganizationMatch", { description: "What was found for one row.", simpleResolvers: true })
export class OrganizationMatchType {
  @Field(() => Int, { description: "Place of the row in the input, from 0." })
  index!: number;
  @Field(() => MatchVerdict, {
    nullable: true,
    description: "The verdict of the first candidate, NONE without one; null when the row has errors.",
  })
  verdict!: EnumValue<typeof MatchVerdict> | null;
  @Field(() => [MatchedOrganizationType], {
    description:
      "At most five, likeliest first. Those that are likely by name and ruled out by a code or a decision are told of as NONE.",
  })
  candidates!: MatchedOrganizationType[];
  @Field(() => [UserErrorType], { description: "Why the row could not be looked for; empty when it could." })
  errors!: UserErrorType[];
}

@ObjectType("OrganizationMatches", { description: "What was found for a list of rows.", simpleResolvers: true })
export class OrganizationMatchesType {
  @Field(() => [OrganizationMatchType], { description: "One a row, in their order." })
  matches!: OrganizationMatchType[];
}
