import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { notFound } from "../../shared/errors.ts";
import { encodeId, keyOf } from "../../shared/ids.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import { EntityType } from "../graph/entity.type.ts";
import { findCandidates } from "./candidate.loader.ts";
import { decideMatch } from "./candidate.service.ts";
import {
  DecideMatchInput,
  DecideMatchPayload,
  MatchCandidateConnectionType,
  MatchCandidateType,
  MatchStatus,
} from "./candidate.type.ts";
import { matchOrganizations } from "./match.service.ts";
import { MatchOrganizationsInput, OrganizationMatchesType } from "./match.type.ts";
import { findMerges } from "./merge.loader.ts";
import { mergeOrganizations, undoMerge } from "./merge.service.ts";
import {
  MergedRelationshipType,
  MergeOrganizationsInput,
  MergePayload,
  OrganizationMergeConnectionType,
  OrganizationMergeType,
  UndoMergeInput,
} from "./merge.type.ts";
import { OrganizationType } from "./organization.type.ts";

const page = {
  first: { defaultValue: 20, description: "1 to 100." },
  after: { nullable: true, description: "endCursor of the page before." },
};

@Resolver()
export class MatchingResolver {
  @Query(() => OrganizationMatchesType, {
    description:
      "For a list of names or credit codes the organizations that they may mean, with score, verdict and reasons. Changes nothing. Errors: TOO_MANY_ROWS; those of a row stand with it.",
  })
  matchOrganizations(
    @Arg("input", () => MatchOrganizationsInput, { description: "The rows." }) input: MatchOrganizationsInput,
    @Ctx() context: Context,
  ) {
    return matchOrganizations(context, input.rows);
  }

  @Query(() => MatchCandidateConnectionType, {
    description:
      "Organizations that may be one, as registrations and imports brought them up, oldest first. Errors: BAD_INPUT, BAD_CURSOR.",
  })
  matchCandidates(
    @Arg("status", () => MatchStatus, { nullable: true, description: "How far; all when omitted." })
    status: MatchStatus | null,
    @Arg("first", () => Int, page.first) first: number,
    @Arg("after", () => String, page.after) after: string | null,
    @Ctx() context: Context,
  ) {
    return findCandidates(context, status ?? null, pageSize(first), after ?? null);
  }

  @Query(() => OrganizationMergeConnectionType, {
    description: "What was merged, undone or not, latest first. Errors: NOT_FOUND, BAD_INPUT, BAD_CURSOR.",
  })
  organizationMerges(
    @Arg("of", () => ID, { nullable: true, description: "Only merges of this organization; all when omitted." }) of:
      | string
      | null,
    @Arg("first", () => Int, page.first) first: number,
    @Arg("after", () => String, page.after) after: string | null,
    @Ctx() context: Context,
  ) {
    const key = of == null ? null : keyOf("entity", of);
    if (of != null && key === null) throw notFound("organization");
    return findMerges(context, key, pageSize(first), after ?? null);
  }

  @Mutation(() => DecideMatchPayload, {
    description: "Keeps a person's decision whether organizations are one; later imports and registrations respect it.",
  })
  decideMatch(
    @Arg("input", () => DecideMatchInput, { description: "What is decided." }) input: DecideMatchInput,
    @Ctx() context: Context,
  ) {
    return decideMatch(context, input);
  }

  @Mutation(() => MergePayload, {
    description:
      "Makes two organizations one: everything of one stands under the other, and both ids lead there. undoMerge parts them again.",
  })
  mergeOrganizations(
    @Arg("input", () => MergeOrganizationsInput, { description: "Which two." }) input: MergeOrganizationsInput,
    @Ctx() context: Context,
  ) {
    return mergeOrganizations(context, input);
  }

  @Mutation(() => MergePayload, {
    description:
      "Parts two organizations that were merged: what moved stands where it stood, and what came since stays with the kept one.",
  })
  undoMerge(
    @Arg("input", () => UndoMergeInput, { description: "Which merge." }) input: UndoMergeInput,
    @Ctx() context: Context,
  ) {
    return undoMerge(context, input);
  }
}

@Resolver(() => MatchCandidateType)
export class MatchCandidateResolver {
  @FieldResolver(() => OrganizationType, { description: "The one that came later; once merged, what it is part of." })
  first(@Root() candidate: MatchCandidateType, @Ctx() context: Context) {
    return loadEntity(context, candidate.firstKey);
  }

  @FieldResolver(() => OrganizationType, {
    description: "The one that it looks like; once merged, what it is part of.",
  })
  second(@Root() candidate: MatchCandidateType, @Ctx() context: Context) {
    return loadEntity(context, candidate.secondKey);
  }
}

@Resolver(() => OrganizationMergeType)
export class OrganizationMergeResolver {
  @FieldResolver(() => OrganizationType, { description: "The one that stays; once merged itself, what it is part of." })
  keep(@Root() merge: OrganizationMergeType, @Ctx() context: Context) {
    return loadEntity(context, merge.keepKey);
  }

  @FieldResolver(() => ID, {
    description: "Id of the one that was merged; it leads to the other as long as the merge stands.",
  })
  dropId(@Root() merge: OrganizationMergeType) {
    return encodeId("entity", merge.dropKey);
  }
}

@Resolver(() => MergedRelationshipType)
export class MergedRelationshipResolver {
  @FieldResolver(() => EntityType, { description: "Where it starts." })
  source(@Root() relationship: MergedRelationshipType, @Ctx() context: Context) {
    return loadEntity(context, relationship.sourceKey);
  }

  @FieldResolver(() => EntityType, { description: "Where it ends." })
  target(@Root() relationship: MergedRelationshipType, @Ctx() context: Context) {
    return loadEntity(context, relationship.targetKey);
  }
}
