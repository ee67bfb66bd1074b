import { Field, ID, InputType, ObjectType } from "type-graphql";
import { UserErrorType } from "../../shared/user-error.type.ts";
import { Scenario } from "./platform.type.ts";

@ObjectType("ParticipantRole", {
  description:
    "A role that participants of a scenario's platforms may have. DEBTOR means that somebody owes: a firm that is nothing but a debtor is no prospect of the bank.",
  simpleResolvers: true,
})
export class ParticipantRoleType {
  @Field(() => String, { description: "Its code, as participants are registered with it, e.g. STORE." })
  code!: string;
  @Field(() => String, { description: "Its name in English." })
  name!: string;
  @Field(() => String, { description: "Its name in Chinese." })
  chineseName!: string;
}

@InputType("AddParticipantRoleInput", { description: "A role that a scenario is to have." })
export class AddParticipantRoleInput {
  @Field(() => Scenario, { description: "The scenario." })
  scenario!: Scenario;
  @Field(() => String, { description: "1 to 40 capital letters, digits and underscores, beginning with a letter." })
  code!: string;
  @Field(() => String, { description: "Its name in English, 1 to 100 characters." })
  name!: string;
  @Field(() => String, { description: "Its name in Chinese, 1 to 100 characters." })
  chineseName!: string;
}

@ObjectType("AddParticipantRolePayload", { description: "What became of it.", simpleResolvers: true })
export class AddParticipantRolePayload {
  @Field(() => ParticipantRoleType, { nullable: true, description: "The role; null when there are userErrors." })
  role!: ParticipantRoleType | null;
  @Field(() => [UserErrorType], { description: "Why nothing was done: ROLE_CODE_INVALID, ROLE_EXISTS, TEXT_*." })
  userErrors!: UserErrorType[];
}

@InputType("GivePlatformRolesInput", {
  description: "Roles of its scenario that a platform is to have besides those it has.",
})
export class GivePlatformRolesInput {
  @Field(() => ID, { description: "The platform." })
  platformId!: string;
  @Field(() => [String], { description: "Codes of roles of the platform's scenario, at most 50." })
  roles!: string[];
}

@ObjectType("GivePlatformRolesPayload", { description: "What became of it.", simpleResolvers: true })
export class GivePlatformRolesPayload {
  platformKey!: string | null;
  @Field(() => [UserErrorType], {
    description: "Why nothing was done: PLATFORM_NOT_FOUND, ROLE_UNKNOWN, TOO_MANY_ROWS.",
  })
  userErrors!: UserErrorType[];
}
