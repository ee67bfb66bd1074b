import { Arg, Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { GroupType } from "../graph/entity.type.ts";
import { PageArgs, relationshipsOf } from "../graph/relationship.args.ts";
import { RelationshipConnectionType } from "../graph/relationship.type.ts";
import { findOrganizations } from "../organizations/organization.loader.ts";
import { OrganizationConnectionType, OrganizationType } from "../organizations/organization.type.ts";

@Resolver(() => OrganizationType)
export class AssociationResolver {
  @FieldResolver(() => RelationshipConnectionType, {
    description: "Its members, when it is an association; empty otherwise.",
  })
  members(@Root() organization: OrganizationType, @Args(() => PageArgs) args: PageArgs, @Ctx() context: Context) {
    return relationshipsOf(organization, context, { ...args, kinds: ["MEMBER_OF"], direction: "IN" });
  }

  @FieldResolver(() => RelationshipConnectionType, { description: "The associations and groups it belongs to." })
  memberships(@Root() organization: OrganizationType, @Args(() => PageArgs) args: PageArgs, @Ctx() context: Context) {
    return relationshipsOf(organization, context, { ...args, kinds: ["MEMBER_OF"], direction: "OUT" });
  }

  @Query(() => OrganizationConnectionType, {
    description:
      "Organizations of category ASSOCIATION: by id, or with search best first, as organizations answers them. Errors: BAD_INPUT, BAD_CURSOR, TEXT_*.",
  })
  associations(
    @Arg("search", () => String, { nullable: true, description: "As OrganizationFilter.search." }) search:
      | string
      | null,
    @Arg("region", () => String, { nullable: true, description: "Prefix of a GB/T 2260 code." }) region: string | null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    return findOrganizations(context, { search, region, category: "ASSOCIATION" }, pageSize(first), after ?? null);
  }
}

@Resolver(() => GroupType)
export class GroupResolver {
  @FieldResolver(() => RelationshipConnectionType, { description: "The organizations that belong to it." })
  members(@Root() group: GroupType, @Args(() => PageArgs) args: PageArgs, @Ctx() context: Context) {
    return relationshipsOf(group, context, { ...args, kinds: ["MEMBER_OF"], direction: "IN" });
  }
}
