import type { Context } from "../../context.ts";
import { decodeCursor, encodeCursor, toPage } from "../../shared/connection.ts";
import { badInput } from "../../shared/errors.ts";
import { markOf } from "./computed.page.ts";
import { loadEntityAt } from "./entity.loader.ts";
import type { EntityType } from "./entity.type.ts";
import { openKey } from "./graph.resolver.ts";
import { type FoundHub, findCommonHubs, type HubPlace, type HubRequest } from "./hub.traversal.ts";
import type { CommonHubConnectionType, CommonHubsInput, CommonHubType } from "./hub.type.ts";
import { dressPaths, stepsAlong } from "./path.loader.ts";
import { kindsAsked } from "./relationship.args.ts";
import { loadRelationshipRows } from "./relationship.rows.ts";
import { dressStops } from "./walk.asked.ts";
import { walkInputAsked, within } from "./walk.input.ts";

/** A page of what the named entities share; with everything by default when input is null. */
export async function pageOfHubs(
  context: Context,
  ids: readonly string[],
  input: CommonHubsInput | null,
  first: number,
  after: string | null,
): Promise<CommonHubConnectionType> {
  const request = await hubsAsked(context, ids, input);
  const mark = markOf("hubs", request);
  const cursor = decodeCursor(mark, ["whole", "amount", "id"], after) as HubPlace | null;
  const { hubs, isTruncated, ...found } = await findCommonHubs(context.em, request, first + 1, cursor);
  const nodes = await dress(context, hubs, request);
  const stops = await dressStops(context, found.stops, request);
  const edges = hubs.map(({ place }, i) => ({ cursor: encodeCursor(mark, place), node: nodes[i]! }));
  return { ...toPage(edges, first, after), stops, isTruncated };
}

async function hubsAsked(context: Context, ids: readonly string[], input: CommonHubsInput | null): Promise<HubRequest> {
  const named = [...new Set(ids)];
  if (named.length < 2 || named.length > 200) throw badInput("of must name 2 to 200 different entities.");
  const walk = walkInputAsked(context, input);
  return {
    of: await Promise.all(named.map((id) => openKey(context, id, walk))),
    kinds: kindsAsked(input?.kinds),
    direction: input?.direction ?? "BOTH",
    validity: input?.validity ?? "CURRENT",
    ...walk,
    maxHops: within("maxHops", input?.maxHops ?? 1, 1, 2),
    fanOut: within("fanOut", input?.fanOut ?? 20_000, 1, 20_000),
    fanOutOrder: "ANNUAL_AMOUNT",
    defaultStops: input?.defaultStops ?? "APPLY",
    minShared: within("minShared", input?.minShared ?? 2, 2, 200),
    hubTypes: input?.hubTypes?.length ? input.hubTypes : null,
  };
}

async function dress(context: Context, hubs: readonly FoundHub[], request: HubRequest): Promise<CommonHubType[]> {
  const links = hubs.flatMap((hub) => hub.links);
  const rows = await loadRelationshipRows(
    context.em,
    links.flatMap((link) => link.relationships),
    request,
  );
  return Promise.all(
    hubs.map(async ({ place: [shared, strength, key], links }) => {
      const [entity, given, paths] = await Promise.all([
        loadEntityAt(context, key, request),
        Promise.all(links.map(({ of }) => loadEntityAt(context, of, request))),
        dressPaths(
          context,
          links.map(({ of, relationships }) => stepsAlong(of, relationships, rows)),
          rows,
          request,
        ),
      ]);
      return {
        entity: entity as EntityType,
        sharedCount: Number(shared),
        strength: Number(strength),
        links: paths.map((path, i) => ({ entity: given[i] as EntityType, path })),
      };
    }),
  );
}
