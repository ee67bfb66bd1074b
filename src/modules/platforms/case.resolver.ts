import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { keyOf } from "../../shared/ids.ts";
import { MoneyType } from "../../shared/money.ts";
import { OrganizationType } from "../organizations/organization.type.ts";
import * as calls from "./case.call.type.ts";
import { CaseResultType, PlatformCaseFilter } from "./case.call.type.ts";
import { type CasePage, findCases, loadCase, loadParties, loadProceeds, loadProceedsTotals } from "./case.loader.ts";
import { type CaseCall, type CaseMutation, changeCases } from "./case.service.ts";
import {
  CasePartyType,
  CaseProceedsConnectionType,
  CaseProceedsType,
  PlatformCaseConnectionType,
  PlatformCaseType,
} from "./case.type.ts";
import { loadParticipant } from "./participant.loader.ts";
import { platformAsked } from "./platform.loader.ts";
import { recordProceeds } from "./proceeds.service.ts";

// An id that is none of ours names no platform: answered like one that is another's.
const platformKey = (id: string) => keyOf("entity", id) ?? "";
const change = (mutation: CaseMutation, input: CaseCall, { em, viewer, today }: Context) =>
  changeCases(em, viewer, mutation, { ...input, platformId: platformKey(input.platformId) }, today);

@Resolver(() => CaseResultType)
export class CaseCallResolver {
  @Mutation(() => calls.RegisterCasesPayload, {
    description:
      "Registers cases of a platform by its own numbers, in one transaction and safe to repeat; a number that is there is taken as an update.",
  })
  registerCases(
    @Arg("input", () => calls.RegisterCasesInput, { description: "The call." }) input: calls.RegisterCasesInput,
    @Ctx() context: Context,
  ) {
    return change("registerCases", input, context);
  }

  @Mutation(() => calls.UpdateCasesPayload, {
    description:
      "Takes over what changed of cases that stand, in one transaction and safe to repeat; the word for the latest day holds, value by value.",
  })
  updateCases(
    @Arg("input", () => calls.UpdateCasesInput, { description: "The call." }) input: calls.UpdateCasesInput,
    @Ctx() context: Context,
  ) {
    return change("updateCases", input, context);
  }

  @Mutation(() => calls.CompleteCasesPayload, {
    description: "Says of cases that they are completed, in one transaction and safe to repeat.",
  })
  completeCases(
    @Arg("input", () => calls.CompleteCasesInput, { description: "The call." }) input: calls.CompleteCasesInput,
    @Ctx() context: Context,
  ) {
    return change("completeCases", input, context);
  }

  @Mutation(() => calls.RecordProceedsPayload, {
    description:
      "Records money that cases brought in, in one transaction; a receipt stands once by its case and reference, whatever is repeated, and a word for a later day corrects it.",
  })
  recordProceeds(
    @Arg("input", () => calls.RecordProceedsInput, { description: "The call." }) input: calls.RecordProceedsInput,
    @Ctx() { em, viewer, today }: Context,
  ) {
    return recordProceeds(em, viewer, { ...input, platformId: platformKey(input.platformId) }, today);
  }

  @FieldResolver(() => PlatformCaseType, {
    nullable: true,
    description: "The case as it now is; null when nothing of the row stands.",
  })
  case(@Root() { caseId }: CaseResultType, @Ctx() context: Context) {
    return caseId && loadCase(context, caseId);
  }
}

@Resolver(() => PlatformCaseType)
export class CaseResolver {
  @Query(() => PlatformCaseConnectionType, {
    description:
      "Cases of a platform as it sent them, by number. Errors: NOT_FOUND, also for a platform that asks for another one; BAD_INPUT, BAD_CURSOR, TEXT_*.",
  })
  async platformCases(
    @Arg("platformId", () => ID, { description: "The platform; for a machine its own." }) platformId: string,
    @Arg("filter", () => PlatformCaseFilter, { defaultValue: {}, description: "Which; all unless given." })
    filter: PlatformCaseFilter,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    const { key } = await platformAsked(context, platformId);
    return findCases(context, key, filter, pageSize(first), after ?? null);
  }

  @FieldResolver(() => OrganizationType, {
    nullable: true,
    description: "Who administers it, as the platform sent it; null: nothing was said.",
  })
  administrator(@Root() { administratorKey }: PlatformCaseType, @Ctx() context: Context) {
    return administratorKey && loadParticipant(context, administratorKey);
  }

  @FieldResolver(() => [CasePartyType], { description: "Its parties, by role; at most 200." })
  parties(@Root() { key }: PlatformCaseType, @Ctx() context: Context) {
    return loadParties(context, key);
  }

  @FieldResolver(() => CaseProceedsConnectionType, { description: "What it brought in, oldest first." })
  proceeds(
    @Root() { key }: PlatformCaseType,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    return loadProceeds(context, { parent: key, first: pageSize(first), after: after ?? null });
  }

  @FieldResolver(() => [MoneyType], {
    description: "What it brought in so far, an exact sum a currency, by currency; empty: nothing yet.",
  })
  proceedsTotals(@Root() { key }: PlatformCaseType, @Ctx() context: Context) {
    return loadProceedsTotals(context, key);
  }
}

@Resolver(() => CasePartyType)
export class CasePartyResolver {
  @FieldResolver(() => OrganizationType, { nullable: true, description: "The organization, as the platform sent it." })
  organization(@Root() { participantKey }: CasePartyType, @Ctx() context: Context) {
    return loadParticipant(context, participantKey);
  }
}

@Resolver(() => CaseProceedsType)
export class CaseProceedsResolver {
  @FieldResolver(() => OrganizationType, {
    nullable: true,
    description: "Whose account the money came to, as the platform sent it.",
  })
  recipient(@Root() { recipientKey }: CaseProceedsType, @Ctx() context: Context) {
    return loadParticipant(context, recipientKey);
  }
}

@Resolver(() => PlatformCaseConnectionType)
export class CaseConnectionResolver {
  @FieldResolver(() => Int, {
    nullable: true,
    description: "How many there are in all; counted only when asked for, null past 10,000.",
  })
  totalCount(@Root() page: CasePage, @Ctx() context: Context) {
    return page.countAll(context);
  }
}
