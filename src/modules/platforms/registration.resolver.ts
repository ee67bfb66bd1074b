import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { keyOf } from "../../shared/ids.ts";
import { RelationshipType } from "../graph/relationship.type.ts";
import { OrganizationType } from "../organizations/organization.type.ts";
import { loadParticipant, loadParticipation, rememberWritten } from "./participant.loader.ts";
import { registerParticipants } from "./registration.service.ts";
import type { PlannedChange } from "./registration.slot.ts";
import { ParticipantResultType, RegisterParticipantsInput, RegisterParticipantsPayload } from "./registration.type.ts";

@Resolver(() => ParticipantResultType)
export class RegistrationResolver {
  @Mutation(() => RegisterParticipantsPayload, {
    description:
      "Registers who works through a platform, in one transaction and safe to repeat; whoever reads CREATED may rely on it.",
  })
  async registerParticipants(
    @Arg("input", () => RegisterParticipantsInput, { description: "The call." }) input: RegisterParticipantsInput,
    @Ctx() context: Context,
  ) {
    // An id that is none of ours names no platform: answered like one that is another's.
    const platformId = keyOf("entity", input.platformId) ?? "";
    let written: readonly PlannedChange[] = [];
    const reply = await registerParticipants(
      context.em,
      context.viewer,
      { ...input, platformId },
      context.today,
      (planned) => {
        written = planned;
      },
    );
    rememberWritten(context, platformId, written);
    return reply;
  }

  @FieldResolver(() => OrganizationType, {
    nullable: true,
    description:
      "The participant as the platform sent it, under an id private to it; null when nothing of the row stands.",
  })
  organization(@Root() { participantId }: ParticipantResultType, @Ctx() context: Context) {
    return participantId && loadParticipant(context, participantId);
  }

  @FieldResolver(() => RelationshipType, {
    nullable: true,
    description:
      "Its participation in the role, under an id private to the platform; null when nothing of the row stands.",
  })
  participation(@Root() { participationId }: ParticipantResultType, @Ctx() context: Context) {
    return participationId && loadParticipation(context, participationId);
  }
}
