import { compareKeys } from "./computed.page.ts";

/**
 * The cycles of a directed graph as its strongly connected components of two nodes or more, and single nodes that lead to themselves:
 * Tarjan's algorithm, in time linear to the edges and without recursion, for a ring may be as long as there are nodes. Largest
 * first, then by least key; members by key.
 */
export function findCycles(nodes: Iterable<string>, edges: Iterable<{ from: string; to: string }>): string[][] {
  const next = new Map<string, string[]>([...nodes].map((key) => [key, []]));
  const loops = new Set<string>();
  for (const { from, to } of edges) {
    if (from === to) loops.add(from);
    else if (next.has(from) && next.has(to)) next.get(from)!.push(to);
  }
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found: string[][] = [];

  const enter = (key: string) => {
    index.set(key, index.size);
    low.set(key, index.get(key)!);
    open.push(key);
    isOpen.add(key);
    return { key, at: 0 };
  };
  const lower = (key: string, to: number) => low.set(key, Math.min(low.get(key)!, to));
  const close = (key: string) => {
    const members = open.splice(open.lastIndexOf(key));
    for (const member of members) isOpen.delete(member);
    if (members.length > 1 || loops.has(key)) found.push(members.sort(compareKeys));
  };

  for (const start of next.keys()) {
    if (index.has(start)) continue;
    const way = [enter(start)];
    while (way.length) {
      const step = way.at(-1)!;
      const to = next.get(step.key)![step.at++];
      if (to !== undefined) {
        if (!index.has(to)) way.push(enter(to));
        else if (isOpen.has(to)) lower(step.key, index.get(to)!);
        continue;
      }
      way.pop();
      if (way.length) lower(way.at(-1)!.key, low.get(step.key)!);
      if (low.get(step.key) === index.get(step.key)) close(step.key);
    }
  }
  return found.sort((a, b) => b.length - a.length || compareKeys(a[0]!, b[0]!));
}
