import { Field, ID, InputType, ObjectType } from "type-graphql";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { DateScalar } from "../../shared/scalars.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";
import { Scenario } from "../platforms/platform.type.ts";

export const PlatformStatus = defineEnum("PlatformStatus", "How far a platform has come, in this order.", {
  PROPOSED: "It is weighed.",
  IN_BUILD: "It is being built.",
  LIVE: "It is launched, and participants use it.",
  ENDED: "It is given up, or was taken out of use.",
});
export type PlatformStatus = EnumValue<typeof PlatformStatus>;

@ObjectType("PlatformProject", {
  description:
    "A platform as a project of the bank. Source: head office; a platform that came with a list has no days.",
  simpleResolvers: true,
})
export class PlatformProjectType {
  @Field(() => PlatformStatus, {
    nullable: true,
    description: "What it has come to by today; null: nothing is recorded.",
  })
  status!: PlatformStatus | null;
  @Field(() => DateScalar, { nullable: true, description: "When it was proposed; null: not recorded." })
  proposedOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: "When the building began; null: not recorded." })
  inBuildOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: "When it was launched; null: it is not, or not recorded." })
  launchedOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: "When it ended; null: it has not." })
  endedOn!: string | null;
}

@InputType("CreatePlatformInput", { description: "A new platform of the bank." })
export class CreatePlatformInput {
  @Field(() => String, { description: "Its name, 1 to 300 characters." })
  name!: string;
  @Field(() => Scenario, { description: "What it is for." })
  scenario!: Scenario;
  @Field(() => [String], {
    nullable: true,
    description:
      "Codes of the roles that participants may have, of those that the scenario has (participantRoles); all of them when omitted.",
  })
  roles?: string[] | null;
  @Field(() => ID, { nullable: true, description: "The organization that operates it; null: not known yet." })
  operatorId?: string | null;
  @Field(() => DateScalar, { nullable: true, description: "When it was proposed; today when omitted." })
  proposedOn?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "1 to 200 characters: the same key with the same content answers the platform that was made, and makes no other.",
  })
  idempotencyKey?: string | null;
}

@InputType("UpdatePlatformInput", { description: "What changes; what is omitted stays." })
export class UpdatePlatformInput {
  @Field(() => ID, { description: "The platform." })
  platformId!: string;
  @Field(() => String, { nullable: true, description: "Its new name, 1 to 300 characters." })
  name?: string | null;
  @Field(() => [String], {
    nullable: true,
    description: "Further roles of its scenario; those it has stay, for participants may have them.",
  })
  addRoles?: string[] | null;
  @Field(() => ID, { nullable: true, description: "An organization that operates it, from operatorSince on." })
  operatorId?: string | null;
  @Field(() => DateScalar, { nullable: true, description: "Since when it operates it; null: not said." })
  operatorSince?: string | null;
}

@InputType("SetPlatformStatusInput", { description: "The day on which a platform reached a status." })
export class SetPlatformStatusInput {
  @Field(() => ID, { description: "The platform." })
  platformId!: string;
  @Field(() => PlatformStatus, { description: "The status." })
  status!: PlatformStatus;
  @Field(() => DateScalar, {
    nullable: true,
    description:
      "When it reached it, not in the future, not before an earlier status nor after a later one. Null: it has not reached it; what was said before is taken back.",
  })
  since?: string | null;
}

@ObjectType("PlatformPayload", { description: "What became of it.", simpleResolvers: true })
export class PlatformPayload {
  /** Null when nothing was written. */
  platformKey!: string | null;
  @Field(() => [UserErrorType], { description: "Why nothing was written; empty when it was, or stood so." })
  userErrors!: UserErrorType[];
}
