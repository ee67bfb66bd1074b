import { Arg, Ctx, Int, Query, Resolver } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { findEntries } from "./audit.loader.ts";
import { AuditEntryConnectionType, AuditFilter } from "./audit.type.ts";

@Resolver()
export class AuditResolver {
  @Query(() => AuditEntryConnectionType, {
    description: "The audit log, the newest row first. Errors: BAD_INPUT, BAD_CURSOR, TEXT_*.",
  })
  auditLog(
    @Arg("filter", () => AuditFilter, { nullable: true, description: "Which rows; all when omitted." })
    filter: AuditFilter | null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    return findEntries(context, filter ?? {}, pageSize(first), after ?? null);
  }
}
