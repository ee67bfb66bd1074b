import type { End, Known } from "./kinds/kind.ts";

const generation = 20_000;

/**
 * Organizations that ends of the rows just before named: rows of a list keep to the same ones, a hub in every row, and each needs no lookup then.
 * For some slices alone, so that a number that comes to mean another organization is soon seen; of one that is merged or gone meanwhile the
 * database refuses to write, and its rows are looked up again. Never persons: they can be erased.
 */
export class RecentEnds {
  private young = new Map<string, Known>();
  private old = new Map<string, Known>();

  get({ source, number }: End): Known | null {
    const key = keyOf(source, number);
    return this.young.get(key) ?? this.old.get(key) ?? null;
  }

  add({ source, number }: End, known: Known): void {
    if (known.type !== "ORGANIZATION") return;
    if (this.young.size >= generation) [this.old, this.young] = [this.young, new Map()];
    this.young.set(keyOf(source, number), known);
  }
}

const keyOf = (source: string | null, number: string): string => (source === null ? number : `${source}\n${number}`);
