import type { EvidenceRow, RelationshipRow } from "./import-row.ts";
import { listedPeriods } from "./listed-periods.ts";
import type { LineRelationships } from "./mapped-relationship.ts";

type Listed = {
  first: Omit<RelationshipRow, "file" | "line">;
  lists: Map<string, { line: number; evidence: EvidenceRow }>;
};

/** Gathers the lines of dated lists; once all are read it knows when each relationship began and ended. */
export class ListedRelationships {
  readonly #published = new Set<string>();
  readonly #listed = new Map<string, Listed>();

  /** Takes a line; false when it said nothing new. */
  add(line: number, { listedOn, rows }: LineRelationships): boolean {
    this.#published.add(listedOn!);
    return rows.map((row) => this.#addRow(line, listedOn!, row)).includes(true);
  }

  #addRow(line: number, day: string, row: Omit<RelationshipRow, "file" | "line">): boolean {
    const key = JSON.stringify([row.kind, row.from, row.to, row.role]);
    const listed = this.#listed.get(key) ?? { first: row, lists: new Map() };
    this.#listed.set(key, listed);
    const earlier = listed.lists.get(day);
    const [evidence] = row.evidence as [EvidenceRow];
    if (earlier) return mergeDetails(earlier.evidence.details, evidence.details);
    listed.lists.set(day, { line, evidence: structuredClone(evidence) });
    return true;
  }

  /** One row for every stretch of consecutive lists, with one piece of evidence for each list in it. */
  *rows(file: string): Generator<RelationshipRow> {
    const published = [...this.#published].sort();
    for (const { first, lists } of this.#listed.values()) {
      for (const { since, until, lists: days } of listedPeriods(published, new Set(lists.keys()))) {
        const found = days.map((day) => lists.get(day)!);
        // Each list says that it held; the first of all does not say since when, and of the last one the next says that it held no longer.
        const evidence = found.map(({ line, evidence }, index) => {
          const claim = { since: index === 0 ? since : days[index]!, until: index === days.length - 1 ? until : null };
          return { ...evidence, claim, line };
        });
        yield { ...first, file, line: found.at(-1)!.line, since, until, evidence };
      }
    }
  }
}

/** Adds what `into` lacks; false when it lacked nothing. */
function mergeDetails(into: Record<string, string[]>, details: Record<string, string[]>): boolean {
  let isNews = false;
  for (const [name, values] of Object.entries(details)) {
    into[name] ??= [];
    const fresh = values.filter((value) => !into[name]!.includes(value));
    into[name].push(...fresh);
    isNews ||= fresh.length > 0;
  }
  return isNews;
}
