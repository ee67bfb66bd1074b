import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { badInput, notFound } from "../../shared/errors.ts";
import { nodeOf, nodeOfCreditCode } from "../../shared/nodes.ts";
import { checkCreditCode } from "./credit-code.ts";
import { loadFormerNames } from "./former-name.loader.ts";
import { FormerNameType } from "./former-name.type.ts";
import { findOrganizations, type OrganizationPage } from "./organization.loader.ts";
import { OrganizationConnectionType, OrganizationFilter, OrganizationType, SiteType } from "./organization.type.ts";
import { loadSites } from "./site.loader.ts";

@Resolver()
export class OrganizationResolver {
  @Query(() => OrganizationType, {
    nullable: true,
    description:
      "An organization by id or by credit code, exactly one of them. Errors: NOT_FOUND, also for one that the viewer may not see; BAD_INPUT.",
  })
  async organization(
    @Arg("id", () => ID, { nullable: true, description: "Its id." }) id: string | null,
    @Arg("creditCode", () => String, { nullable: true, description: "Its unified social credit code." }) creditCode:
      | string
      | null,
    @Ctx() context: Context,
  ) {
    if ((id == null) === (creditCode == null)) throw badInput("Give either id or creditCode.");
    const node = await (id == null ? ofCreditCode(context, creditCode!) : nodeOf(context, id));
    if ((node as OrganizationType | null)?.__typename !== "Organization") throw notFound("organization");
    return node;
  }

  @Query(() => OrganizationConnectionType, {
    description:
      "Organizations, filtered: by id, or with filter.search best first. A page of a search may hold fewer than asked for, even none, while hasNextPage is true, when of very many names few pass the other filters: go on with endCursor. Errors: BAD_INPUT, BAD_CURSOR, TEXT_*.",
  })
  organizations(
    @Arg("filter", () => OrganizationFilter, { nullable: true, description: "All when omitted." })
    filter: OrganizationFilter | null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    return findOrganizations(context, filter ?? {}, pageSize(first), after ?? null);
  }
}

/** What is no credit code is nobody's. */
function ofCreditCode(context: Context, text: string): Promise<object | null> | null {
  const { code, errors } = checkCreditCode(text.slice(0, 100));
  return code && !errors.length ? nodeOfCreditCode(context, code) : null;
}

@Resolver(() => OrganizationType)
export class OrganizationDetailResolver {
  @FieldResolver(() => [SiteType], {
    description: "Where it is, as its sources wrote it; latest seen first, at most 200. Empty towards platforms.",
  })
  sites(@Root() organization: OrganizationType, @Ctx() context: Context) {
    return organization.key ? loadSites(context, organization.key) : [];
  }

  @FieldResolver(() => [FormerNameType], {
    description:
      "Names that it bore before, and those of organizations that were merged into it; latest first, at most 50. Empty towards platforms.",
  })
  formerNames(@Root() organization: OrganizationType, @Ctx() context: Context) {
    return organization.key ? loadFormerNames(context, organization.key) : [];
  }
}

@Resolver(() => OrganizationConnectionType)
export class OrganizationConnectionResolver {
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      "How many there are in all; counted only when asked for, null past 10,000, and of a search also when 10,000 names in one place of the order were looked at.",
  })
  totalCount(@Root() page: OrganizationPage) {
    return page.countAll();
  }
}
