import type { End, Known } from "./kinds/kind.ts";

const generation = 50_000;

/**
 * Organizations that ends of the rows just before named: rows of a list keep to the same ones, a hub in every row, and each needs no lookup then.
 * For some slices alone, so that a number that comes to mean another organization is soon seen, and no longer than nothing goes or is
 * merged. Never persons: they can be erased.
 */
export class RecentEnds {
  private young = new Generation();
  private old = new Generation();
  private departures: string | null = null;

  /** Forgets all when entities have gone or were merged since. */
  keepFor(departures: string): void {
    if (departures !== this.departures) [this.young, this.old] = [new Generation(), new Generation()];
    this.departures = departures;
  }

  get(end: End): Known | null {
    return this.young.get(end) ?? this.old.get(end) ?? null;
  }

  add(end: End, known: Known): void {
    if (known.type !== "ORGANIZATION") return;
    if (this.young.size >= generation) [this.old, this.young] = [this.young, new Generation()];
    this.young.add(end, known);
  }
}

/** By number within each source, for a key of both would be a new text for every end of every row. */
class Generation {
  size = 0;
  private readonly bySource = new Map<string | null, Map<string, Known>>();

  get({ source, number }: End): Known | undefined {
    return this.bySource.get(source)?.get(number);
  }

  add({ source, number }: End, known: Known): void {
    const numbers = this.bySource.get(source) ?? new Map<string, Known>();
    this.bySource.set(source, numbers);
    numbers.set(number, known);
    this.size += 1;
  }
}
