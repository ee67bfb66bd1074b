import type { Context } from "../../context.ts";
import { compareSequences, markOf, pageOfComputed } from "./computed.page.ts";
import type { EntityType } from "./entity.type.ts";
import { openKey } from "./graph.resolver.ts";
import { dressPaths } from "./path.loader.ts";
import type { AsOf } from "./relationship.sql.ts";
import { type FoundRing, membersOf } from "./ring.enumeration.ts";
import { findRings } from "./ring.traversal.ts";
import type { GuaranteeRingConnectionType, GuaranteeRingsInput, GuaranteeRingType } from "./ring.type.ts";
import { walkInputAsked, within } from "./walk.input.ts";

const places = {
  parts: ["ids"] as const,
  of: (ring: FoundRing): [string] => [membersOf(ring).join("-")],
  compare: ([a]: [string], [b]: [string]) => compareSequences(a.split("-"), b.split("-")),
};

/** A page of the guarantee rings through an entity. The whole search is done each time. */
export async function pageOfRings(
  context: Context,
  id: string,
  input: GuaranteeRingsInput | null,
  first: number,
  after: string | null,
): Promise<GuaranteeRingConnectionType> {
  const request = {
    validity: input?.validity ?? ("CURRENT" as const),
    ...walkInputAsked(context, input),
    maxLength: within("maxLength", input?.maxLength ?? 4, 2, 6),
  };
  const of = await openKey(context, id, request);
  const found = await findRings(context.em, of, request);
  const asked = { question: markOf("rings", [of, request]), first, after };
  const page = await pageOfComputed(found.rings, places, asked, (rings) => dress(context, rings, request));
  const { isTruncated, exploredCount } = found;
  return { ...page, totalCount: found.rings.length, isTruncated, exploredCount };
}

async function dress(context: Context, rings: readonly FoundRing[], time: AsOf): Promise<GuaranteeRingType[]> {
  const rows = new Map(rings.flat().map((row) => [row.id, row]));
  const steps = rings.map((ring) =>
    ring.map((row) => ({ relationship: row.id, direction: "OUT" as const, entity: row.target_id })),
  );
  const paths = await dressPaths(context, steps, rows, time);
  return paths.map(({ length, steps, confidence }) => ({
    length,
    // The last step leads back to the first member.
    members: [steps.at(-1)!, ...steps.slice(0, -1)].map((step) => step.entity as EntityType),
    steps,
    confidence,
  }));
}
