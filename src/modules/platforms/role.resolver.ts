import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { encodeId } from "../../shared/ids.ts";
import { platformAsked } from "./platform.loader.ts";
import { Scenario, ScenarioPlatformType } from "./platform.type.ts";
import { addRole, giveRoles, rolesOf } from "./role.service.ts";
import {
  AddParticipantRoleInput,
  AddParticipantRolePayload,
  GivePlatformRolesInput,
  GivePlatformRolesPayload,
  ParticipantRoleType,
} from "./role.type.ts";

@Resolver(() => GivePlatformRolesPayload)
export class RoleResolver {
  @Query(() => [ParticipantRoleType], {
    description: "The roles that a scenario has, by code; ScenarioPlatform.roles says which of them one platform uses.",
  })
  participantRoles(
    @Arg("scenario", () => Scenario, { description: "The scenario." }) scenario: Scenario,
    @Ctx() context: Context,
  ) {
    return rolesOf(context, scenario);
  }

  @Mutation(() => AddParticipantRolePayload, { description: "Adds a role to a scenario; give it to platforms next." })
  addParticipantRole(
    @Arg("input", () => AddParticipantRoleInput, { description: "The role." }) input: AddParticipantRoleInput,
    @Ctx() context: Context,
  ) {
    return addRole(context, input);
  }

  @Mutation(() => GivePlatformRolesPayload, {
    description: "Gives a platform roles of its scenario; those that it has stay. Safe to repeat.",
  })
  givePlatformRoles(
    @Arg("input", () => GivePlatformRolesInput, { description: "The platform and the roles." })
    input: GivePlatformRolesInput,
    @Ctx() context: Context,
  ) {
    return giveRoles(context, input);
  }

  @FieldResolver(() => ScenarioPlatformType, {
    nullable: true,
    description: "The platform with the roles it now has; null when there are userErrors.",
  })
  platform(@Root() { platformKey }: GivePlatformRolesPayload, @Ctx() context: Context) {
    return platformKey && platformAsked(context, encodeId("entity", platformKey));
  }
}
