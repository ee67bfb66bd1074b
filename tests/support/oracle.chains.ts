import { compareSequences, simpleWalks, type TraversalInput, type Walk, walk } from "./oracle.ts";
import {
  byId,
  covers,
  Exact,
  entityOf,
  holds,
  isMasked,
  type RelationshipKind,
  relationshipValues,
  rounded,
  type Validity,
  type World,
  type WorldRelationship,
} from "./oracle.world.ts";

// Common hubs, what is reachable, chains of ownership and rings of guarantees as docs/rules.md defines them, by looking at everything.

interface Filter {
  kinds?: RelationshipKind[] | null;
  direction?: "OUT" | "IN" | "BOTH";
  validity?: Validity;
  asOf?: string | null;
  minConfidence?: number | null;
}
/** A world in which relationships of ownership have shares; null: unknown. */
export interface SharedWorld extends World {
  shares: { relationship: string; observedOn: string; share: number }[];
}

const dayOf = (world: World, input: Pick<Filter, "asOf">) => input.asOf ?? world.today;

function matching(world: World, input: Filter): WorldRelationship[] {
  const day = dayOf(world, input);
  return world.relationships.filter(
    (one) =>
      (!input.kinds?.length || input.kinds.includes(one.kind)) &&
      holds(one, input.validity ?? "CURRENT", day) &&
      relationshipValues(world, one.id, day).confidence >= (input.minConfidence ?? 0),
  );
}

function isOfType(world: World, id: string, types: string[], day: string): boolean {
  const entity = entityOf(world, id);
  const isClient = world.clientPeriods.some((one) => one.entity === id && covers(one, day));
  return types.some((type) => {
    if (type === "CLIENT" || type === "NON_CLIENT")
      return entity.type === "ORGANIZATION" && isClient === (type === "CLIENT");
    return entity.type === type || entity.category === type;
  });
}

export interface HubQuestion extends Filter {
  maxHops?: number;
  minShared?: number;
  hubTypes?: string[] | null;
  maxNodes?: number;
  fanOut?: number;
  defaultStops?: "APPLY" | "IGNORE";
}

export function commonHubs(world: World, of: string[], input: HubQuestion, crowd = 1_000) {
  const { maxHops = 1, minShared = 2, maxNodes = 1_000, fanOut = 20_000, direction = "BOTH" } = input;
  const day = dayOf(world, input);
  const edges = matching(world, input).filter((one) => one.source !== one.target);
  const current = world.relationships.filter((one) => holds(one, "CURRENT", day));
  const given = [...new Set(of)];
  const isDefaultStop = (id: string) =>
    input.defaultStops !== "IGNORE" &&
    (entityOf(world, id).category === "GOVERNMENT" || Boolean(entityOf(world, id).industry?.startsWith("J66")));
  const mayStand = (id: string) =>
    !isMasked(world, id) &&
    !isDefaultStop(id) &&
    current.filter((one) => one.source === id || one.target === id).length <= crowd;
  const base = (walk: Walk) => new Exact(relationshipValues(world, walk.relationships[0]!, day).baseAmount);
  const beginnings = given.map((id) => simpleWalks(edges, id, 1, direction, () => false).filter(isWalked));
  for (const walks of beginnings)
    walks.sort(
      (a, b) =>
        base(b).comparedTo(base(a)) || byId(endOf(a), endOf(b)) || byId(a.relationships[0]!, b.relationships[0]!),
    );
  const first = beginnings.flatMap((walks) => walks.slice(0, fanOut));
  const beside = [...new Set(first.map(endOf))].filter(mayStand);
  const joined = (id: string) => new Set(first.filter((one) => endOf(one) === id).map((one) => one.nodes[0])).size;
  const amount = (id: string) =>
    Exact.max(
      ...first
        .filter((one) => endOf(one) === id)
        .map((one) => relationshipValues(world, one.relationships[0]!, day).baseAmount),
    );
  beside.sort((a, b) => joined(b) - joined(a) || amount(b).comparedTo(amount(a)) || byId(a, b));
  const through = beside.slice(0, maxNodes);
  const product = (walk: Walk) =>
    walk.relationships.reduce((all, id) => all.times(relationshipValues(world, id, day).confidence), new Exact(1));
  const rank = (walk: Walk) => product(walk).toDecimalPlaces(12);
  const ways = given
    .flatMap((id) => simpleWalks(edges, id, maxHops, direction, (at) => through.includes(at)))
    .filter((way) =>
      first.some((one) => one.nodes[0] === way.nodes[0] && one.relationships[0] === way.relationships[0]),
    )
    .sort(
      (a, b) =>
        rank(b).comparedTo(rank(a)) ||
        a.nodes.length - b.nodes.length ||
        compareSequences(a.relationships, b.relationships),
    );
  const hubs = world.entities
    .filter(({ id }) => !isMasked(world, id) && (!input.hubTypes?.length || isOfType(world, id, input.hubTypes, day)))
    .map(({ id }) => {
      const best = given.flatMap((one) => ways.find((way) => way.nodes[0] === one && endOf(way) === id) ?? []);
      best.sort((a, b) => rank(b).comparedTo(rank(a)) || byId(a.nodes[0]!, b.nodes[0]!));
      const strength = best.reduce((sum, way) => sum.plus(product(way)), new Exact(0)).toDecimalPlaces(9);
      return { id, strength, links: best.map((way) => ({ of: way.nodes[0]!, relationships: way.relationships })) };
    })
    .filter(({ links }) => links.length >= minShared)
    .sort((a, b) => b.links.length - a.links.length || b.strength.comparedTo(a.strength) || byId(a.id, b.id));
  const leadsOn = (id: string) =>
    matching(world, { ...input, minConfidence: null }).some((one) => {
      const [isOut, isIn] = [one.source === id && direction !== "IN", one.target === id && direction !== "OUT"];
      return (
        (isOut && !given.includes(one.target) && one.target !== id) ||
        (isIn && !given.includes(one.source) && one.source !== id)
      );
    });
  const stops = [...new Set(first.map(endOf))].filter((id) => !given.includes(id) && isDefaultStop(id) && leadsOn(id));
  stops.sort(byId);
  const reasonOf = (id: string) => (entityOf(world, id).category === "GOVERNMENT" ? "GOVERNMENT" : "BANK");
  return {
    hubs: hubs.map((hub) => ({ ...hub, strength: hub.strength.toNumber() })),
    stops: (maxHops > 1 ? stops : []).map((key) => ({ key, hop: 1, reason: reasonOf(key) })),
    isTruncated: (maxHops > 1 && beside.length > maxNodes) || beginnings.some((walks) => walks.length > fanOut),
  };
}
const isWalked = (walk: Walk) => walk.relationships.length > 0;
const endOf = (walk: Walk) => walk.nodes.at(-1)!;

export function reachable(world: World, of: string, types: string[], input: TraversalInput) {
  const { hops, ways, stops, truncatedAtHop } = walk(world, of, input);
  const pathsTo = (id: string): string[][] =>
    id === of ? [[]] : ways.get(id)!.flatMap((step) => pathsTo(step.from).map((path) => [...path, step.edge.id]));
  const targets = [...hops.keys()].filter((id) => id !== of && isOfType(world, id, types, dayOf(world, input)));
  const paths = targets.map((id) => pathsTo(id).sort(compareSequences)[0]!);
  paths.sort((a, b) => a.length - b.length || compareSequences(a, b));
  return { paths, exploredCount: hops.size, stops, truncatedAtHop };
}

export interface OwnershipQuestion {
  direction: "OWNERS" | "HOLDINGS";
  asOf?: string | null;
  minConfidence?: number | null;
  minShare?: number | null;
  maxDepth?: number;
  maxNodes?: number;
}

function shareOn(world: SharedWorld, id: string, day: string): number | null {
  const rows = world.shares.filter((row) => row.relationship === id && row.observedOn <= day);
  rows.sort((a, b) => (a.observedOn === b.observedOn ? a.share - b.share : a.observedOn < b.observedOn ? -1 : 1));
  return rows.at(-1)?.share ?? null;
}

export function ownership(world: SharedWorld, of: string, input: OwnershipQuestion) {
  const { maxDepth = 10, maxNodes = 1_000, minShare = 0 } = input;
  const day = dayOf(world, input);
  const steps = matching(world, { kinds: ["OWNS"], asOf: input.asOf, minConfidence: input.minConfidence })
    .map((one) => {
      const [from, to] = input.direction === "OWNERS" ? [one.target, one.source] : [one.source, one.target];
      return { id: one.id, from, to, share: shareOn(world, one.id, day) };
    })
    .filter((one) => one.share === null || one.share >= (minShare ?? 0));
  const loaded = new Set([of]);
  const expanded = new Set<string>();
  let cut = Number.POSITIVE_INFINITY;
  let level = [of];
  for (let depth = 0; depth <= maxDepth; depth++) {
    const found = steps.filter((step) => level.includes(step.from));
    found.sort((a, b) => (b.share ?? -1) - (a.share ?? -1) || byId(a.to, b.to) || byId(a.id, b.id));
    for (const id of level) expanded.add(id);
    if (depth === maxDepth) break;
    const fresh = [...new Set(found.map((step) => step.to))].filter((id) => !loaded.has(id));
    level = fresh.slice(0, maxNodes - loaded.size);
    if (fresh.length > level.length) cut = Math.min(cut, depth + 1);
    for (const id of level) loaded.add(id);
  }
  const known = steps.filter((step) => expanded.has(step.from));
  type Step = (typeof steps)[number];
  const chains: Step[][] = [];
  const extend = (chain: Step[]) => {
    const on = [of, ...chain.map((step) => step.to)];
    for (const step of known) {
      if (step.from !== on.at(-1) || on.includes(step.to)) continue;
      if (chain.length === maxDepth) cut = Math.min(cut, maxDepth + 1);
      else if (loaded.has(step.to)) {
        chains.push([...chain, step]);
        extend([...chain, step]);
      }
    }
  };
  extend([]);
  const ids = (chain: Step[]) => chain.map((step) => step.id);
  chains.sort((a, b) => a.length - b.length || compareSequences(ids(a), ids(b)));
  const shareOf = (chain: Step[]) =>
    chain.some((step) => step.share === null)
      ? null
      : chain.reduce((all, step) => all.times(step.share!), new Exact(1));
  const reaches = (a: string, b: string, seen = new Set<string>()): boolean =>
    known.some(
      (step) =>
        step.from === a &&
        loaded.has(step.to) &&
        (step.to === b || (!seen.has(step.to) && reaches(step.to, b, seen.add(step.to)))),
    );
  const circular = [...loaded].filter((id) => reaches(id, id));
  const cycles = [
    ...new Set(
      circular.map((id) =>
        circular
          .filter((other) => other === id || (reaches(id, other) && reaches(other, id)))
          .sort(byId)
          .join(),
      ),
    ),
  ].map((members) => members.split(","));
  cycles.sort((a, b) => b.length - a.length || byId(a[0]!, b[0]!));
  const stakes = [...new Set(chains.map((chain) => chain.at(-1)!.to))].map((entity) => {
    const own = chains.filter((chain) => chain.at(-1)!.to === entity);
    const shares = own.map(shareOf).filter((share) => share !== null);
    const sum = Exact.min(
      1,
      shares.reduce((all, share) => all.plus(share), new Exact(0)),
    );
    return {
      entity,
      combinedShare: shares.length ? sum.toDecimalPlaces(9).toNumber() : null,
      isPartlyUnknown: shares.length < own.length,
      isUltimate: expanded.has(entity) && !known.some((step) => step.from === entity && step.to !== entity),
      isInCycle: cycles.some((members) => members.includes(entity)),
      chainCount: own.length,
      chains: own.slice(0, 5).map((chain) => ({
        relationships: ids(chain),
        share: shareOf(chain)?.toDecimalPlaces(9).toNumber() ?? null,
      })),
    };
  });
  stakes.sort(
    (a, b) =>
      (b.combinedShare ?? -1) - (a.combinedShare ?? -1) ||
      a.chains[0]!.relationships.length - b.chains[0]!.relationships.length ||
      compareSequences(a.chains[0]!.relationships, b.chains[0]!.relationships),
  );
  return { stakes, cycles, truncatedAtHop: Number.isFinite(cut) ? cut : null, exploredCount: loaded.size };
}

export function guaranteeRings(world: World, of: string, input: Filter & { maxLength?: number }) {
  const { maxLength = 4 } = input;
  const day = dayOf(world, input);
  const edges = matching(world, { ...input, kinds: ["GUARANTEES"] });
  const certain = (id: string) => relationshipValues(world, id, day).confidence;
  const best = (source: string, target: string) =>
    edges
      .filter((one) => one.source === source && one.target === target)
      .sort((a, b) => certain(b.id) - certain(a.id) || byId(a.id, b.id))[0];
  const rings: string[][] = [];
  const extend = (members: string[]) => {
    if (members.length > 1 && best(members.at(-1)!, members[0]!) && members.includes(of)) rings.push(members);
    if (members.length === maxLength) return;
    for (const { id } of world.entities) {
      // Begun at its least member, so that each ring comes once.
      if (members.includes(id) || byId(id, members[0]!) < 0 || isMasked(world, id)) continue;
      if (best(members.at(-1)!, id)) extend([...members, id]);
    }
  };
  for (const { id } of world.entities) if (!isMasked(world, id)) extend([id]);
  rings.sort((a, b) => a.length - b.length || compareSequences(a, b));
  return rings.map((members) => {
    const steps = members.map((id, i) => best(id, members[(i + 1) % members.length]!)!.id);
    const product = steps.reduce((all, id) => all.times(certain(id)), new Exact(1));
    return { members, relationships: steps, confidence: rounded(product, 4) };
  });
}
