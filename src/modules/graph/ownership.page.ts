import type { Context } from "../../context.ts";
import { badInput } from "../../shared/errors.ts";
import { Pace } from "../../shared/pace.ts";
import { markOf, pageOfComputed } from "./computed.page.ts";
import { loadEntityAt } from "./entity.loader.ts";
import type { EntityType } from "./entity.type.ts";
import { openKey } from "./graph.resolver.ts";
import {
  type Chain,
  chainShare,
  comparePlaces,
  followOwnership,
  placeOf,
  relationshipsOf,
  type Stake,
} from "./ownership.chains.ts";
import { loadOwnership, type OwnershipRequest } from "./ownership.traversal.ts";
import type { OwnershipInput, OwnershipStakeConnectionType, OwnershipStakeType } from "./ownership.type.ts";
import { dressPaths, stepsAlong } from "./path.loader.ts";
import { loadRelationshipRows } from "./relationship.rows.ts";
import { walkInputAsked, within } from "./walk.input.ts";

const places = { parts: ["number", "ids"] as const, of: placeOf, compare: comparePlaces };

/** A page of who owns an entity, or of what it owns. The whole network is loaded and followed each time. */
export async function pageOfStakes(
  context: Context,
  id: string,
  input: OwnershipInput | null,
  first: number,
  after: string | null,
): Promise<OwnershipStakeConnectionType> {
  const request: OwnershipRequest = {
    direction: input?.direction ?? "OWNERS",
    ...walkInputAsked(context, input),
    minShare: shareAsked("minShare", input?.minShare),
    maxDepth: within("maxDepth", input?.maxDepth ?? 10, 1, 20),
  };
  const least = shareAsked("minCombinedShare", input?.minCombinedShare);
  const ultimate = input?.stakes === "ULTIMATE";
  const of = await openKey(context, id, request);
  const network = await loadOwnership(context.em, of, request);
  const found = await followOwnership(network, of, request.maxDepth, new Pace());
  const stakes = found.stakes.filter((stake) => isLargeEnough(stake, least) && (!ultimate || stake.isUltimate));
  const asked = { question: markOf("stakes", [of, request, least, ultimate]), first, after };
  const page = await pageOfComputed(stakes, places, asked, (listed) => dress(context, of, listed, request));
  const cycles = found.cycles.map(async (keys) => ({
    memberCount: keys.length,
    members: (await Promise.all(keys.map((key) => loadEntityAt(context, key, request)))) as EntityType[],
  }));
  return {
    ...page,
    totalCount: stakes.length,
    cycles: await Promise.all(cycles),
    isTruncated: found.truncatedAtHop !== null,
    truncatedAtHop: found.truncatedAtHop,
    exploredCount: network.entities.size,
  };
}

/** Whether a stake reaches the least combined share; one that is not wholly known may. */
export const isLargeEnough = ({ combinedShare, isPartlyUnknown }: Stake, least: number | null): boolean =>
  least === null || isPartlyUnknown || combinedShare! >= least;

function shareAsked(name: string, share: number | null | undefined): number | null {
  if (share == null) return null;
  if (!(share >= 0 && share <= 1)) throw badInput(`${name} must be between 0 and 1.`);
  return share;
}

async function dress(
  context: Context,
  of: string,
  stakes: readonly Stake[],
  request: OwnershipRequest,
): Promise<OwnershipStakeType[]> {
  const keys = stakes.flatMap(({ chains }) => chains.flatMap(relationshipsOf));
  const rows = await loadRelationshipRows(context.em, keys, request);
  const toChains = async (chains: readonly Chain[]) => {
    const paths = await dressPaths(
      context,
      chains.map((chain) => stepsAlong(of, relationshipsOf(chain), rows)),
      rows,
      request,
    );
    return paths.map(({ length, steps }, i) => ({ length, steps, share: chainShare(chains[i]!) }));
  };
  return Promise.all(
    stakes.map(async ({ entity, chains, ...stake }) => {
      const [owner, shown] = await Promise.all([loadEntityAt(context, entity, request), toChains(chains)]);
      return { ...stake, entity: owner as EntityType, chains: shown };
    }),
  );
}
