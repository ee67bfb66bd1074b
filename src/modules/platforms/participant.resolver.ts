import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { keyOf } from "../../shared/ids.ts";
import { endParticipations, updateParticipants } from "./change.service.ts";
import { EndParticipationsInput, UpdateParticipantsInput } from "./change.type.ts";
import { findParticipants, type ParticipantPage } from "./participant.list.ts";
import { PlatformParticipantConnectionType, PlatformParticipantFilter } from "./participant.type.ts";
import { platformAsked } from "./platform.loader.ts";
import { EndParticipationsPayload, UpdateParticipantsPayload } from "./registration.type.ts";

@Resolver(() => PlatformParticipantConnectionType)
export class ParticipantResolver {
  @Query(() => PlatformParticipantConnectionType, {
    description:
      "Participants of a platform as it sent them, with every period in every role. Errors: NOT_FOUND, also for a platform that asks for another one; BAD_INPUT, BAD_CURSOR, TEXT_*.",
  })
  async platformParticipants(
    @Arg("platformId", () => ID, { description: "The platform; for a machine its own." }) platformId: string,
    @Arg("filter", () => PlatformParticipantFilter, { defaultValue: {}, description: "Which; all unless given." })
    filter: PlatformParticipantFilter,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    const { key } = await platformAsked(context, platformId);
    return findParticipants(context, key, filter, pageSize(first), after ?? null);
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: "How many there are in all; counted only when asked for, null past 10,000.",
  })
  totalCount(@Root() page: ParticipantPage, @Ctx() context: Context) {
    return page.countAll(context);
  }

  @Mutation(() => UpdateParticipantsPayload, {
    description:
      "Takes over what changed of participants that stand, in one transaction and safe to repeat; the word for the latest day holds. A participant that there is not is REJECTED with PARTICIPANT_NOT_FOUND.",
  })
  updateParticipants(
    @Arg("input", () => UpdateParticipantsInput, { description: "The call." }) input: UpdateParticipantsInput,
    @Ctx() { em, viewer, today }: Context,
  ) {
    return updateParticipants(em, viewer, { ...input, platformId: keyOf("entity", input.platformId) ?? "" }, today);
  }

  @Mutation(() => EndParticipationsPayload, {
    description:
      "Ends participations, in one transaction and safe to repeat; what they were stays on record. An end that is older than what stands is UNCHANGED with a warning; registering again after an end opens a new period.",
  })
  endParticipations(
    @Arg("input", () => EndParticipationsInput, { description: "The call." }) input: EndParticipationsInput,
    @Ctx() { em, viewer, today }: Context,
  ) {
    return endParticipations(em, viewer, { ...input, platformId: keyOf("entity", input.platformId) ?? "" }, today);
  }
}
