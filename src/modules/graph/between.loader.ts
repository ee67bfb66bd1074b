import type { Context } from "../../context.ts";
import { confidenceAsked, dayAsked } from "../../shared/asked.ts";
import { badInput } from "../../shared/errors.ts";
import { relationshipsAmong } from "./among.loader.ts";
import type { BetweenArgs } from "./between.resolver.ts";
import { loadEntityAt } from "./entity.loader.ts";
import { openKey } from "./graph.resolver.ts";
import { kindsAsked } from "./relationship.args.ts";
import { toRelationship } from "./relationship.sql.ts";
import type { ConnectionsBetweenType } from "./traversal.type.ts";

/** Relationships with both ends among the named entities: docs/rules.md, "Connections between". Throws BAD_INPUT and NOT_FOUND. */
export async function loadConnectionsBetween(
  context: Context,
  between: readonly string[],
  asked: BetweenArgs,
): Promise<ConnectionsBetweenType> {
  if (between.length < 1 || between.length > 200) throw badInput("between must hold 1 to 200 ids.");
  if (asked.limit < 1 || asked.limit > 5_000) throw badInput("limit must be between 1 and 5,000.");
  const filter = {
    kinds: kindsAsked(asked.kinds),
    validity: asked.validity,
    minConfidence: confidenceAsked(asked.minConfidence),
    ...dayAsked(context, asked.asOf, asked.knownAt),
  };
  const keys = [...new Set(await Promise.all(between.map((id) => openKey(context, id, filter))))];
  const rows = await relationshipsAmong(context.em, keys, [filter], asked.limit + 1);
  const relationships = rows.slice(0, asked.limit).map(async (row) => ({
    ...toRelationship(row, filter),
    source: await loadEntityAt(context, row.source_id, filter),
    target: await loadEntityAt(context, row.target_id, filter),
  }));
  return {
    relationships: await Promise.all(relationships),
    isTruncated: rows.length > asked.limit,
  } as ConnectionsBetweenType;
}
