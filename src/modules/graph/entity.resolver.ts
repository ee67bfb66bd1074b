import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { dayAsked } from "../../shared/asked.ts";
import { loadDegrees } from "./degree.loader.ts";
import { DegreeType, EntityType } from "./entity.type.ts";
import { RelationshipArgs, relationshipsOf, TimeArgs } from "./relationship.args.ts";
import { RelationshipConnectionType } from "./relationship.type.ts";

/** What every entity answers about its place in the graph. */
@Resolver(() => EntityType)
export class EntityResolver {
  @FieldResolver(() => [DegreeType], {
    description: "How many relationships of each kind and direction, zeros left out: ask before expanding.",
  })
  degrees(
    @Root() entity: EntityType,
    @Args(() => TimeArgs) { validity, asOf, knownAt }: TimeArgs,
    @Ctx() context: Context,
  ) {
    if (entity.isMasked) return [];
    return loadDegrees(context, { parent: entity.key!, validity, ...dayAsked(context, asOf, knownAt) });
  }

  @FieldResolver(() => RelationshipConnectionType, {
    description: "Its relationships, largest twelve-month amount first unless asked otherwise.",
  })
  relationships(
    @Root() entity: EntityType,
    @Args(() => RelationshipArgs) args: RelationshipArgs,
    @Ctx() context: Context,
  ) {
    return relationshipsOf(entity, context, args);
  }
}
