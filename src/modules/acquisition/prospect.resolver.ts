import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { loadEntityAt } from "../graph/entity.loader.ts";
import { PathType } from "../graph/traversal.type.ts";
import { OrganizationType } from "../organizations/organization.type.ts";
import { servedChannels } from "./acquisition.enums.ts";
import { AcquisitionInput, ProspectConnectionType, ProspectType } from "./acquisition.type.ts";
import { searchBatches } from "./batch.service.ts";
import { dressed } from "./path.dressing.ts";
import { decodeProspectCursor, mergeProspects, pageOfProspects } from "./prospect.page.ts";
import { resolveQuestion } from "./question.input.ts";
import { hashOf, timeOf } from "./question.service.ts";

@Resolver(() => ProspectType)
export class ProspectResolver {
  @Query(() => ProspectConnectionType, {
    description:
      "The prospects of all batches, each organization once, likeliest first. Errors: as acquisitionBatches.",
  })
  async prospects(
    @Arg("input", () => AcquisitionInput, { nullable: true, description: "Everything by default when omitted." })
    input: AcquisitionInput | null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before, of the same input." })
    after: string | null,
    @Ctx() context: Context,
  ) {
    const question = await resolveQuestion(context, input);
    const mark = `prospects:${hashOf(question)}`;
    // A cursor that does not belong here is refused before anything is searched.
    decodeProspectCursor(mark, after ?? null);
    const { batches } = await searchBatches(context, question);
    return pageOfProspects(
      context,
      question,
      mark,
      mergeProspects(batches, servedChannels),
      pageSize(first),
      after ?? null,
    );
  }

  @FieldResolver(() => OrganizationType, { description: "The organization." })
  organization(@Root() { key, question }: ProspectType, @Ctx() context: Context) {
    return loadEntityAt(context, key, timeOf(context, question));
  }

  @FieldResolver(() => [PathType], {
    description:
      "The best path of each introducer, from the client through the hub to it, strongest first; at most 100 are kept.",
  })
  paths(
    @Root() { scored, question }: ProspectType,
    @Arg("first", () => Int, { defaultValue: 3, description: "1 to 100." }) first: number,
    @Ctx() context: Context,
  ) {
    return dressed(context, timeOf(context, question), scored.paths.slice(0, pageSize(first)));
  }
}
