import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { badInput } from "../../shared/errors.ts";
import { OrganizationType } from "./organization.type.ts";
import { findRegion, parentOf, type Region, regionPrefix, regionsBelow } from "./reference.ts";
import { loadReferenceCount } from "./reference-count.ts";
import { isAbolished, replacementsOf } from "./region.successor.ts";
import { RegionType } from "./region.type.ts";

@Resolver(() => RegionType)
export class RegionResolver {
  @Query(() => RegionType, {
    nullable: true,
    description: "A region by its code, abolished ones included; null when no revision lists it. Errors: BAD_INPUT.",
  })
  region(@Arg("code", () => String, { description: "Six digits of GB/T 2260." }) code: string): RegionType | null {
    return typedOrNull(codeAsked("code", code));
  }

  @Query(() => [RegionType], {
    description: "The regions right below one, by code; none when no revision lists it. Errors: BAD_INPUT.",
  })
  regions(
    @Arg("parent", () => String, {
      nullable: true,
      description: "Six digits of GB/T 2260; the provinces when omitted.",
    })
    parent: string | null,
    @Arg("includeAbolished", () => Boolean, {
      defaultValue: false,
      description: "true: also those that the newest revision no longer lists.",
    })
    includeAbolished: boolean,
  ): RegionType[] {
    return listed(parent == null ? null : codeAsked("parent", parent), includeAbolished);
  }

  @FieldResolver(() => [RegionType], { description: "The regions right below it, by code." })
  children(
    @Root() region: RegionType,
    @Arg("includeAbolished", () => Boolean, {
      defaultValue: false,
      description: "true: also those that the newest revision no longer lists.",
    })
    includeAbolished: boolean,
  ): RegionType[] {
    return listed(region.code, includeAbolished);
  }

  @FieldResolver(() => [RegionType], {
    description:
      "What took its place, by code: what a curated list of mergers says, else the later region of its name. Empty when it stands, and when neither tells.",
  })
  replacedBy(@Root() region: RegionType): RegionType[] {
    return replacementsOf(findRegion(region.code)!).map((one) => typed(one.region));
  }

  @FieldResolver(() => Int, {
    description:
      "Organizations recorded with its code or one below it, at this moment; those of an abolished code count where its digits lead, and those merged into another do not.",
  })
  organizationCount(@Root() region: RegionType, @Ctx() context: Context) {
    return loadReferenceCount(context, { tree: "REGION", prefix: regionPrefix(region.code) });
  }
}

@Resolver(() => OrganizationType)
export class OrganizationRegionResolver {
  @FieldResolver(() => RegionType, {
    nullable: true,
    description: "The region of its code, abolished ones included; null when it has none or no revision lists it.",
  })
  regionDetail(@Root() organization: OrganizationType): RegionType | null {
    return organization.region ? typedOrNull(organization.region) : null;
  }
}

function codeAsked(name: string, code: string): string {
  if (!/^\d{6}$/.test(code)) throw badInput(`${name} is six digits.`);
  return code;
}

const listed = (parent: string | null, includeAbolished: boolean): RegionType[] =>
  regionsBelow(parent)
    .filter((region) => includeAbolished || !isAbolished(region))
    .map(typed);

function typedOrNull(code: string): RegionType | null {
  const region = findRegion(code);
  return region && typed(region);
}

function typed(region: Region): RegionType {
  const parent = parentOf(region);
  const replacements = replacementsOf(region);
  const above = parent ? [parentOf(parent)?.name, parent.name] : [];
  return {
    code: region.code,
    name: region.name,
    fullName: [...above, region.name].join(""),
    parentCode: parent?.code ?? null,
    firstListed: region.first,
    lastListed: region.last,
    isAbolished: isAbolished(region),
    successorCode: replacements.length === 1 ? replacements[0]!.region.code : null,
    replacementBasis: replacements[0]?.basis ?? null,
  };
}
