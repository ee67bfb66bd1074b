import { lineKey } from "./import.plan.ts";
import type { Outcome } from "./import.writer.ts";
import type { RejectedRow } from "./import-row.ts";

/** What a run wrote of one kind of thing. */
export type Counts = Record<Outcome, number>;
/** Things that an import writes, in the order in which the summary shows them. */
export const things = [
  "organizations",
  "persons",
  "groups",
  "platforms",
  "relationships",
  "evidence",
  "accounts",
] as const;
export type Thing = (typeof things)[number];

/** What came of a run. created + updated + unchanged + rejected = read; lines of files, whatever each made. */
export interface ImportSummary {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  /** Every rejection, by file and line; line null: what the mapping itself states. */
  rejections: RejectedRow[];
  things: Record<Thing, Counts>;
}

/** What the lines that were dealt with so far came to; a line that comes up again may come to more. */
export type LineCounts = Pick<ImportSummary, "read" | "created" | "updated" | "unchanged">;

const rank = { UNCHANGED: 0, UPDATED: 1, CREATED: 2 };

/** Gathers outcomes. A line counts by the most that it did: one that made an entity and changed another created. */
export class Tally {
  readonly #lines = new Map<string, Outcome>();
  readonly #counts: Counts = { CREATED: 0, UPDATED: 0, UNCHANGED: 0 };
  readonly #things = Object.fromEntries(
    things.map((thing) => [thing, { CREATED: 0, UPDATED: 0, UNCHANGED: 0 }]),
  ) as Record<Thing, Counts>;

  note(thing: Thing, at: { file: string; line: number | null }, outcome: Outcome): void {
    this.#things[thing][outcome] += 1;
    if (at.line === null) return;
    const key = lineKey(at);
    const before = this.#lines.get(key);
    if (before !== undefined && rank[outcome] <= rank[before]) return;
    this.#lines.set(key, outcome);
    this.#counts[outcome] += 1;
    if (before !== undefined) this.#counts[before] -= 1;
  }

  soFar(): LineCounts {
    const { CREATED, UPDATED, UNCHANGED } = this.#counts;
    return { read: this.#lines.size, created: CREATED, updated: UPDATED, unchanged: UNCHANGED };
  }

  /** read: how many lines of the files that make rows were read; rejected lines of lookup files count besides. */
  summary(read: number, rejections: RejectedRow[], isCounted: (file: string) => boolean): ImportSummary {
    const rejected = rejections.filter(({ line }) => line !== null);
    const lines = new Set(rejected.map(lineKey));
    const done = [...this.#lines].flatMap(([key, outcome]) =>
      outcome === "UNCHANGED" || lines.has(key) ? [] : [outcome],
    );
    const created = done.filter((outcome) => outcome === "CREATED").length;
    const updated = done.length - created;
    const all = read + rejected.filter(({ file }) => !isCounted(file)).length;
    return {
      ...{ read: all, created, updated, unchanged: all - done.length - lines.size, rejected: lines.size },
      rejections: [...rejections].sort((a, b) =>
        a.file < b.file ? -1 : a.file > b.file ? 1 : (a.line ?? 0) - (b.line ?? 0),
      ),
      things: this.#things,
    };
  }
}
