import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { badInput } from "../../shared/errors.ts";
import { IndustryType } from "./industry.type.ts";
import { OrganizationType } from "./organization.type.ts";
import { industryAbove, industryName, listIndustries } from "./reference.ts";
import { loadReferenceCount } from "./reference-count.ts";

@Resolver(() => IndustryType)
export class IndustryResolver {
  @Query(() => [IndustryType], {
    description: "The industries right below one, by code; none when there is no such industry. Errors: BAD_INPUT.",
  })
  industries(
    @Arg("parent", () => String, { nullable: true, description: "A code such as C or C30; the sections when omitted." })
    parent: string | null,
  ): IndustryType[] {
    if (parent != null && !/^[A-Z]\d{0,4}$/.test(parent))
      throw badInput("parent is a section letter and up to four digits.");
    return listIndustries(parent ?? null).map(typed);
  }

  @FieldResolver(() => [IndustryType], { description: "The industries right below it, by code." })
  children(@Root() industry: IndustryType): IndustryType[] {
    return listIndustries(industry.code).map(typed);
  }

  @FieldResolver(() => Int, {
    description:
      "Organizations recorded with its code or one below it, at this moment; those merged into another are not counted.",
  })
  organizationCount(@Root() industry: IndustryType, @Ctx() context: Context) {
    return loadReferenceCount(context, { tree: "INDUSTRY", prefix: industry.code });
  }
}

@Resolver(() => OrganizationType)
export class OrganizationIndustryResolver {
  @FieldResolver(() => IndustryType, {
    nullable: true,
    description: "The industry of its code; null when it has none or GB/T 4754-2011 has no such code.",
  })
  industryDetail(@Root() { industry }: OrganizationType): IndustryType | null {
    return industry && industryName(industry) !== null ? typed(industry) : null;
  }
}

const typed = (code: string): IndustryType => ({ code, name: industryName(code)!, parentCode: industryAbove(code) });
