import { Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../../context.ts";
import { findBranches } from "./branch.loader.ts";
import { BranchType } from "./branch.type.ts";

@Resolver()
export class BranchResolver {
  @Query(() => [BranchType], { description: "The bank's branches, by code." })
  branches(@Ctx() context: Context) {
    return findBranches(context);
  }
}
