import {
  byId,
  covers,
  type Direction,
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

// Neighborhood and paths as docs/rules.md defines them, by looking at everything.

/** What one hop may use; what is left out is as in the rest of the input. */
export interface HopInput {
  kinds?: RelationshipKind[] | null;
  direction?: Direction | null;
  minConfidence?: number | null;
  /** In CNY. */
  minBase?: string | null;
  region?: string | null;
  industry?: string | null;
  ends?: "ANY" | "CLIENTS" | "NON_CLIENTS";
}
export interface TraversalInput {
  kinds?: RelationshipKind[] | null;
  direction?: Direction;
  maxHops?: number;
  validity?: Validity;
  asOf?: string | null;
  minConfidence?: number | null;
  stopAt?: string[] | null;
  maxNodes?: number;
  hops?: HopInput[];
  fanOut?: number;
  fanOutOrder?: "ANNUAL_AMOUNT" | "SINCE" | "CONFIDENCE";
  defaultStops?: "APPLY" | "IGNORE";
}
export interface Stop {
  id: string;
  hop: number;
  reason: string;
}
export interface Subgraph {
  nodes: { id: string; hop: number; isClipped: boolean }[];
  relationships: string[];
  stops: Stop[];
  isTruncated: boolean;
  truncatedAtHop: number | null;
}
export interface FoundPath {
  length: number;
  relationships: string[];
  steps: { relationship: string; entity: string; direction: "OUT" | "IN" }[];
  confidence: number;
}
/** `nodes` has one more than `relationships`. */
export interface Walk {
  nodes: string[];
  relationships: string[];
}

/** Where the relationship leads from a node, if it may be walked that way. */
function nextNode(relationship: WorldRelationship, at: string, direction: Direction): string | null {
  if (direction !== "IN" && relationship.source === at) return relationship.target;
  if (direction !== "OUT" && relationship.target === at) return relationship.source;
  return null;
}

/** Every simple walk from a node, of every length from 0; `mayPass` is asked of each node between the two ends, `mayStep` of each step. */
export function simpleWalks(
  relationships: WorldRelationship[],
  from: string,
  maxLength: number,
  direction: Direction,
  mayPass: (id: string) => boolean,
  mayStep: (relationship: WorldRelationship, from: string, to: string, hop: number) => boolean = () => true,
): Walk[] {
  const found: Walk[] = [];
  const extend = (walk: Walk) => {
    found.push(walk);
    const at = walk.nodes.at(-1)!;
    const length = walk.relationships.length;
    if (length === maxLength || (length > 0 && !mayPass(at))) return;
    for (const relationship of relationships) {
      const next = nextNode(relationship, at, direction);
      if (next === null || walk.nodes.includes(next) || !mayStep(relationship, at, next, length + 1)) continue;
      extend({ nodes: [...walk.nodes, next], relationships: [...walk.relationships, relationship.id] });
    }
  };
  extend({ nodes: [from], relationships: [] });
  return found;
}

export function compareSequences(a: string[], b: string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = byId(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function matching(world: World, input: TraversalInput & { minBase?: string | null }): WorldRelationship[] {
  const day = input.asOf ?? world.today;
  return world.relationships.filter((one) => {
    if (input.kinds?.length && !input.kinds.includes(one.kind)) return false;
    if (!holds(one, input.validity ?? "CURRENT", day)) return false;
    const { confidence, baseAmount } = relationshipValues(world, one.id, day);
    return confidence >= (input.minConfidence ?? 0) && new Exact(baseAmount).gte(input.minBase ?? 0);
  });
}

/** The filter of hop n, from 1. */
function hopOf({ hops, kinds, direction = "BOTH", ...input }: TraversalInput, n: number) {
  const own = hops?.[n - 1] ?? {};
  return {
    ...input,
    ...own,
    kinds: own.kinds?.length ? own.kinds : kinds,
    direction: own.direction ?? direction,
    minConfidence: own.minConfidence ?? input.minConfidence,
  };
}

function mayLeadTo(world: World, id: string, hop: HopInput, day: string): boolean {
  const { region, industry, type } = entityOf(world, id);
  const isClient = world.clientPeriods.some((one) => one.entity === id && covers(one, day));
  const isWanted = (hop.ends ?? "ANY") === "ANY" || (type === "ORGANIZATION" && isClient === (hop.ends === "CLIENTS"));
  return isWanted && (region ?? "").startsWith(hop.region ?? "") && (industry ?? "").startsWith(hop.industry ?? "");
}

function barOf(world: World, id: string, input: TraversalInput): string | null {
  const { category, industry } = entityOf(world, id);
  if (isMasked(world, id)) return "MASKED";
  if (input.stopAt?.includes(id)) return "STOP_AT";
  if (input.defaultStops === "IGNORE") return null;
  return category === "GOVERNMENT" ? "GOVERNMENT" : industry?.startsWith("J66") ? "BANK" : null;
}

interface WalkedStep {
  edge: WorldRelationship;
  from: string;
  to: string;
  amount: string;
}

/** The steps from a node that hop n follows, and whether there were more. */
function stepsFrom(world: World, from: string, input: TraversalInput, n: number) {
  const { maxNodes = 500, fanOut = 2 * maxNodes + 100, fanOutOrder = "ANNUAL_AMOUNT" } = input;
  const day = input.asOf ?? world.today;
  const hop = hopOf(input, n);
  const steps = matching(world, hop).flatMap((edge): WalkedStep[] => {
    const to = nextNode(edge, from, hop.direction);
    if (to === null || to === from || !mayLeadTo(world, to, hop, day)) return [];
    return [{ edge, from, to, amount: relationshipValues(world, edge.id, day).baseAmount }];
  });
  const rank = ({ edge, amount }: WalkedStep) => {
    if (fanOutOrder === "SINCE") return new Exact(edge.since ? Date.parse(edge.since) : Number.NEGATIVE_INFINITY);
    return new Exact(fanOutOrder === "CONFIDENCE" ? relationshipValues(world, edge.id, day).confidence : amount);
  };
  steps.sort((a, b) => rank(b).comparedTo(rank(a)) || byId(a.to, b.to) || byId(a.edge.id, b.edge.id));
  return { steps: steps.slice(0, fanOut), isCrowded: steps.length > fanOut };
}

/** Whether hop n could lead on from a node to an entity that is still open, whatever the amount and confidence, and whoever stands there. */
function leadsOn(world: World, id: string, input: TraversalInput, n: number, isOpen: (to: string) => boolean): boolean {
  const { direction, kinds, validity, asOf } = hopOf(input, n);
  return matching(world, { kinds, validity, asOf }).some((edge) => {
    const to = nextNode(edge, id, direction);
    return to !== null && to !== id && isOpen(to);
  });
}

/** The walk itself, with the steps that led to each entity. */
export function walk(world: World, of: string, input: TraversalInput = {}) {
  const { maxHops = 2, maxNodes = 500 } = input;
  const start = entityOf(world, of).id;
  const hops = new Map([[start, 0]]);
  const ways = new Map<string, WalkedStep[]>();
  const clipped = new Set<string>();
  const stops: Stop[] = [];
  let truncatedAtHop: number | null = null;
  let level = [start];
  for (let hop = 1; hop <= maxHops; hop++) {
    const bar = (id: string) => (id === start ? null : barOf(world, id, input));
    const expanding = level.filter((id) => bar(id) === null);
    for (const id of level) if (bar(id) !== null) clipped.add(id);
    const room = maxNodes - hops.size;
    if (room <= 0) {
      for (const id of expanding) clipped.add(id);
      if (expanding.length) truncatedAtHop ??= hop;
      break;
    }
    for (const id of level) {
      const reason = bar(id);
      if (reason === null || reason === "MASKED") continue;
      if (leadsOn(world, id, input, hop, (to) => !hops.has(to))) stops.push({ id, hop: hop - 1, reason });
    }
    const followed = expanding.map((from) => ({ from, ...stepsFrom(world, from, input, hop) }));
    for (const { from, isCrowded } of followed) if (isCrowded) clipped.add(from);
    if (followed.some((one) => one.isCrowded)) truncatedAtHop ??= hop;
    const walked = followed.flatMap((one) => one.steps).filter((step) => !hops.has(step.to));
    const largest = (id: string) => Exact.max(...walked.filter((step) => step.to === id).map((step) => step.amount));
    const found = [...new Set(walked.map((step) => step.to))];
    found.sort((a, b) => largest(b).comparedTo(largest(a)) || byId(a, b));
    const leftOut = found.slice(room);
    if (leftOut.length > 0) truncatedAtHop ??= hop;
    for (const step of walked) if (leftOut.includes(step.to)) clipped.add(step.from);
    level = found.slice(0, room);
    for (const id of level) hops.set(id, hop);
    for (const id of level)
      ways.set(
        id,
        walked.filter((step) => step.to === id),
      );
  }
  return { hops, ways, clipped, stops, truncatedAtHop };
}

export function neighborhood(world: World, of: string, input: TraversalInput = {}): Subgraph {
  const { hops, clipped, stops, truncatedAtHop } = walk(world, of, input);
  const numbers = Array.from({ length: input.maxHops ?? 2 }, (_, i) => i + 1);
  const usable = new Set(numbers.flatMap((n) => matching(world, hopOf(input, n)).map((edge) => edge.id)));
  const inside = world.relationships
    .filter((edge) => usable.has(edge.id) && hops.has(edge.source) && hops.has(edge.target))
    .map((edge) => edge.id);
  inside.sort(byId);
  return {
    nodes: [...hops].map(([id, hop]) => ({ id, hop, isClipped: clipped.has(id) })),
    relationships: inside.slice(0, 20_000),
    stops,
    isTruncated: truncatedAtHop !== null || inside.length > 20_000,
    truncatedAtHop,
  };
}

/** All relationships among some entities. */
export function connections(world: World, between: string[], input: TraversalInput = {}): string[] {
  const inside = matching(world, input).filter((one) => between.includes(one.source) && between.includes(one.target));
  return inside.map((one) => one.id).sort(byId);
}

/** `maxNodes` and `fanOut` are taken to suffice. */
export function paths(
  world: World,
  from: string,
  to: string,
  input: TraversalInput = {},
  first = 5,
  order: "LENGTH" | "CONFIDENCE" = "LENGTH",
): FoundPath[] {
  entityOf(world, from);
  entityOf(world, to);
  const { maxHops = 2 } = input;
  const day = input.asOf ?? world.today;
  const hops = Array.from({ length: maxHops }, (_, i) => hopOf(input, i + 1));
  const usable = hops.map((hop) => new Set(matching(world, hop).map((edge) => edge.id)));
  const mayStep = (edge: WorldRelationship, at: string, next: string, n: number) =>
    usable[n - 1]!.has(edge.id) &&
    nextNode(edge, at, hops[n - 1]!.direction) === next &&
    mayLeadTo(world, next, hops[n - 1]!, day);
  const mayPass = (id: string) => barOf(world, id, input) === null;
  const found = simpleWalks(world.relationships, from, maxHops, "BOTH", mayPass, mayStep);
  const arrived = found.filter((walk) => walk.nodes.at(-1) === to);
  const product = (walk: Walk) =>
    walk.relationships.reduce(
      (result, id) => result.times(relationshipValues(world, id, day).confidence),
      new Exact(1),
    );
  arrived.sort(
    (a, b) =>
      (order === "CONFIDENCE" ? product(b).comparedTo(product(a)) : 0) ||
      a.nodes.length - b.nodes.length ||
      compareSequences(a.relationships, b.relationships),
  );
  return arrived.slice(0, first).map((walk) => ({
    length: walk.relationships.length,
    relationships: walk.relationships,
    steps: walk.relationships.map((relationship, i) => {
      const isOut = world.relationships.find((one) => one.id === relationship)!.source === walk.nodes[i];
      return { relationship, entity: walk.nodes[i + 1]!, direction: isOut ? "OUT" : "IN" };
    }),
    confidence: rounded(product(walk), 4),
  }));
}
