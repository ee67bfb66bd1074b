import { Arg, Query, Resolver } from "type-graphql";
import { badInput } from "../../shared/errors.ts";
import { findRegion, type Region } from "./reference.ts";
import { isAbolished, parentOf, replacementOf } from "./region.successor.ts";
import { RegionType } from "./region.type.ts";

@Resolver()
export class RegionResolver {
  @Query(() => RegionType, {
    nullable: true,
    description: "A region by its code, abolished ones included; null when no revision lists it. Errors: BAD_INPUT.",
  })
  region(@Arg("code", () => String, { description: "Six digits of GB/T 2260." }) code: string): RegionType | null {
    if (!/^\d{6}$/.test(code)) throw badInput("code is six digits.");
    const region = findRegion(code);
    return region && typed(region);
  }
}

function typed(region: Region): RegionType {
  const parent = parentOf(region);
  const replacement = replacementOf(region);
  const above = parent ? [parentOf(parent)?.name, parent.name] : [];
  return {
    code: region.code,
    name: region.name,
    fullName: [...above, region.name].join(""),
    parentCode: parent?.code ?? null,
    firstListed: region.first,
    lastListed: region.last,
    isAbolished: isAbolished(region),
    successorCode: replacement?.region.code ?? null,
    replacementBasis: replacement?.basis ?? null,
  };
}
