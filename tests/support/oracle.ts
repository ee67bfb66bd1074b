import {
  byId,
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

export interface TraversalInput {
  kinds?: RelationshipKind[] | null;
  direction?: Direction;
  maxHops?: number;
  validity?: Validity;
  asOf?: string | null;
  minConfidence?: number | null;
  stopAt?: string[] | null;
  maxNodes?: number;
}
export interface Subgraph {
  nodes: { id: string; hop: number; isClipped: boolean }[];
  relationships: string[];
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

/** Every simple walk from a node, of every length from 0; `mayPass` is asked of each node between the two ends. */
export function simpleWalks(
  relationships: WorldRelationship[],
  from: string,
  maxLength: number,
  direction: Direction,
  mayPass: (id: string) => boolean,
): Walk[] {
  const found: Walk[] = [];
  const extend = (walk: Walk) => {
    found.push(walk);
    const at = walk.nodes.at(-1)!;
    const length = walk.relationships.length;
    if (length === maxLength || (length > 0 && !mayPass(at))) return;
    for (const relationship of relationships) {
      const next = nextNode(relationship, at, direction);
      if (next === null || walk.nodes.includes(next)) continue;
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

function matching(world: World, input: TraversalInput): WorldRelationship[] {
  const day = input.asOf ?? world.today;
  return world.relationships.filter(
    (one) =>
      (!input.kinds?.length || input.kinds.includes(one.kind)) &&
      holds(one, input.validity ?? "CURRENT", day) &&
      relationshipValues(world, one.id, day).confidence >= (input.minConfidence ?? 0),
  );
}

export function neighborhood(world: World, of: string, input: TraversalInput = {}): Subgraph {
  const { direction = "BOTH", maxHops = 2, maxNodes = 500 } = input;
  const start = entityOf(world, of).id;
  const day = input.asOf ?? world.today;
  const edges = matching(world, input);
  const mayExpand = (id: string) => !isMasked(world, id) && (id === start || !input.stopAt?.includes(id));

  const hops = new Map([[start, 0]]);
  const clipped = new Set<string>();
  let truncatedAtHop: number | null = null;
  let level = [start];
  for (let hop = 1; hop <= maxHops; hop++) {
    const expanding = level.filter(mayExpand);
    for (const id of level) if (!mayExpand(id)) clipped.add(id);
    if (expanding.length === 0) break;
    if (hops.size >= maxNodes) {
      for (const id of expanding) clipped.add(id);
      truncatedAtHop ??= hop;
      break;
    }
    const walked = expanding.flatMap((from) =>
      edges.flatMap((edge) => {
        const to = nextNode(edge, from, direction);
        return to === null || hops.has(to) ? [] : [{ from, to, amount: relationshipValues(world, edge.id, day) }];
      }),
    );
    const largest = (id: string) =>
      Exact.max(...walked.filter((step) => step.to === id).map((step) => step.amount.baseAmount));
    const found = [...new Set(walked.map((step) => step.to))];
    found.sort((a, b) => largest(b).comparedTo(largest(a)) || byId(a, b));
    const room = maxNodes - hops.size;
    const leftOut = found.slice(room);
    if (leftOut.length > 0) truncatedAtHop ??= hop;
    for (const step of walked) if (leftOut.includes(step.to)) clipped.add(step.from);
    level = found.slice(0, room);
    for (const id of level) hops.set(id, hop);
  }

  const inside = edges.filter((edge) => hops.has(edge.source) && hops.has(edge.target)).map((edge) => edge.id);
  inside.sort(byId);
  return {
    nodes: [...hops].map(([id, hop]) => ({ id, hop, isClipped: clipped.has(id) })),
    relationships: inside.slice(0, 20_000),
    isTruncated: truncatedAtHop !== null || inside.length > 20_000,
    truncatedAtHop,
  };
}

/** All relationships among some entities. */
export function connections(world: World, between: string[], input: TraversalInput = {}): string[] {
  const inside = matching(world, input).filter((one) => between.includes(one.source) && between.includes(one.target));
  return inside.map((one) => one.id).sort(byId);
}

/** `maxNodes` is taken to suffice. */
export function paths(world: World, from: string, to: string, input: TraversalInput = {}, first = 5): FoundPath[] {
  entityOf(world, from);
  entityOf(world, to);
  const { direction = "BOTH", maxHops = 2 } = input;
  const day = input.asOf ?? world.today;
  const mayPass = (id: string) => !isMasked(world, id) && !input.stopAt?.includes(id);
  const found = simpleWalks(matching(world, input), from, maxHops, direction, mayPass);
  const arrived = found.filter((walk) => walk.nodes.at(-1) === to);
  arrived.sort((a, b) => a.nodes.length - b.nodes.length || compareSequences(a.relationships, b.relationships));
  return arrived.slice(0, first).map((walk) => ({
    length: walk.relationships.length,
    relationships: walk.relationships,
    steps: walk.relationships.map((relationship, i) => {
      const isOut = world.relationships.find((one) => one.id === relationship)!.source === walk.nodes[i];
      return { relationship, entity: walk.nodes[i + 1]!, direction: isOut ? "OUT" : "IN" };
    }),
    confidence: rounded(
      walk.relationships.reduce(
        (result, id) => result.times(relationshipValues(world, id, day).confidence),
        new Exact(1),
      ),
      4,
    ),
  }));
}
