import { sql } from "kysely";
import type { Context } from "../../context.ts";
import { dayAsked } from "../../shared/asked.ts";
import { decodeCursor, encodeCursor, type Page, pageSize, toPage } from "../../shared/connection.ts";
import { markOf } from "../graph/computed.page.ts";
import { keyBehind, organizationsOf } from "./chain.sql.ts";
import type { ChainOrganizationEdgeType, ChainOrganizationsArgs, ChainOrganizationType } from "./chain.type.ts";
import { walkChain } from "./chain.walk.ts";
import { platformAsked } from "./coverage.question.ts";

/** A page of the organizations of a step, by id. */
export async function pageOfChain(
  context: Context,
  { platformId, step, wonOnly, asOf, first, after }: ChainOrganizationsArgs,
): Promise<Page<ChainOrganizationEdgeType>> {
  const time = dayAsked(context, asOf);
  const platform = await platformAsked(context, platformId);
  const size = pageSize(first);
  const mark = markOf("chain", { platform, step, wonOnly, asOf: time.asOf });
  const cursor = decodeCursor(mark, ["id"], after);
  const { links } = await walkChain(context.em, platform, time);
  const { rows } = await sql<ChainOrganizationType>`
    select o.id as "organizationKey", o.is_further as "isFurther", o.is_won as "isWon" from ${organizationsOf(platform, links, time)}
    where o.key = ${keyBehind(step)} and (o.is_won or not ${wonOnly}::boolean) and o.id > ${cursor?.[0] ?? "0"}::bigint
    order by o.id limit ${size + 1}`.execute(context.em.getKysely());
  const edges = rows.map((node) => ({ cursor: encodeCursor(mark, [node.organizationKey]), node }));
  return toPage(edges, size, after);
}
