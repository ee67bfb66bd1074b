import { Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { OrganizationType } from "./organization.type.ts";
import { loadReferenceCount } from "./reference-count.ts";
import { SizeClassType, sizeClasses } from "./size-class.type.ts";

@Resolver(() => SizeClassType)
export class SizeClassResolver {
  @Query(() => [SizeClassType], { description: "All classes of size, largest first. Errors: none of their own." })
  sizeClasses(): readonly SizeClassType[] {
    return sizeClasses;
  }

  @FieldResolver(() => Int, {
    description: "Organizations recorded with it, at this moment; those merged into another are not counted.",
  })
  organizationCount(@Root() { code }: SizeClassType, @Ctx() context: Context) {
    return loadReferenceCount(context, { tree: "SIZE_CLASS", prefix: code });
  }
}

@Resolver(() => OrganizationType)
export class OrganizationSizeClassResolver {
  @FieldResolver(() => SizeClassType, { nullable: true, description: "Its class of size; null: no source said." })
  sizeClass(@Root() organization: OrganizationType): SizeClassType | null {
    return sizeClasses.find(({ code }) => code === organization.sizeClassCode) ?? null;
  }
}
