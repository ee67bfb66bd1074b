import { createHash } from "node:crypto";
import {
  type CursorKey,
  type CursorPart,
  decodeCursor,
  encodeCursor,
  type Page,
  toPage,
} from "../../shared/connection.ts";

/** The order of a list: where an entry stands in it, as the parts of a cursor, and which of two places comes first. */
export interface Places<Entry, Place extends CursorKey> {
  parts: readonly CursorPart[];
  of(entry: Entry): Place;
  compare(a: Place, b: Place): number;
}

/** A page of a list that is computed whole each time and stands in its order; each entry becomes a node only when it is on the page. */
export async function pageOfComputed<Entry, Place extends CursorKey, Node>(
  list: readonly Entry[],
  places: Places<Entry, Place>,
  asked: { question: string; first: number; after: string | null },
  dress: (entries: Entry[]) => Promise<Node[]>,
): Promise<Page<{ cursor: string; node: Node }>> {
  const cursor = decodeCursor(asked.question, places.parts, asked.after) as Place | null;
  const behind = cursor ? list.filter((entry) => places.compare(places.of(entry), cursor) > 0) : list;
  const entries = behind.slice(0, asked.first + 1);
  const nodes = await dress(entries);
  const edges = entries.map((entry, i) => ({
    cursor: encodeCursor(asked.question, places.of(entry)),
    node: nodes[i]!,
  }));
  return toPage(edges, asked.first, asked.after);
}

/** The mark of a question in its cursors: a page goes on in the same list alone. */
export const markOf = (name: string, question: object): string =>
  `${name}:${createHash("sha256").update(JSON.stringify(question)).digest("base64url")}`;

/** Orders keys as the numbers that they are. */
export const compareKeys = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** Orders sequences of keys of one length element by element; a shorter one comes first. */
export function compareSequences(a: readonly string[], b: readonly string[]): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i++) {
    const order = compareKeys(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return 0;
}
