import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { OrderedPageArgs, relationshipsOf } from "../graph/relationship.args.ts";
import { RelationshipConnectionType } from "../graph/relationship.type.ts";
import { OrganizationType } from "../organizations/organization.type.ts";

/** The supply chain as seen from one organization. */
@Resolver(() => OrganizationType)
export class SupplyResolver {
  @FieldResolver(() => RelationshipConnectionType, { description: "Who sells to it (上游, upstream)." })
  suppliers(
    @Root() organization: OrganizationType,
    @Args(() => OrderedPageArgs) args: OrderedPageArgs,
    @Ctx() context: Context,
  ) {
    return relationshipsOf(organization, context, { ...args, kinds: ["SUPPLIES"], direction: "IN" });
  }

  @FieldResolver(() => RelationshipConnectionType, { description: "Who buys from it (下游, downstream)." })
  customers(
    @Root() organization: OrganizationType,
    @Args(() => OrderedPageArgs) args: OrderedPageArgs,
    @Ctx() context: Context,
  ) {
    return relationshipsOf(organization, context, { ...args, kinds: ["SUPPLIES"], direction: "OUT" });
  }
}
