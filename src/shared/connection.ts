import { Field, ObjectType } from "type-graphql";
import { parseDay } from "./day.ts";
import { ApiError, badInput } from "./errors.ts";

/** Where a page stands in its list. */
@ObjectType("PageInfo", { description: "Where a page stands in its list.", simpleResolvers: true })
export class PageInfoType {
  @Field(() => Boolean, { description: "True when more follows; ask again with after: endCursor." })
  hasNextPage!: boolean;
  @Field(() => Boolean, {
    description: "True when this page was asked for with a cursor, so that something comes before it.",
  })
  hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true, description: "Cursor of the first edge; null on an empty page." })
  startCursor!: string | null;
  @Field(() => String, { nullable: true, description: "Cursor of the last edge; null on an empty page." })
  endCursor!: string | null;
}

/** A page as every connection answers it. */
export interface Page<Edge extends { cursor: string; node: unknown }> {
  edges: Edge[];
  nodes: Edge["node"][];
  pageInfo: PageInfoType;
}

/** Makes a page of one more edge than was asked for: the extra one only says that more follows. */
export function toPage<Edge extends { cursor: string; node: unknown }>(
  found: Edge[],
  first: number,
  after?: string | null,
): Page<Edge> {
  const edges = found.length > first ? found.slice(0, first) : found;
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: found.length > first,
      hasPreviousPage: Boolean(after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** A cursor is the sort key of its edge under a mark of the question that made it. Keys are text or numbers. */
export type CursorKey = (string | number)[];
export const encodeCursor = (question: string, key: CursorKey): string =>
  Buffer.from(JSON.stringify([question, ...key])).toString("base64url");

/**
 * What a part of a key looks like, each as the database writes it: nothing else may reach a cast, for a cursor is the caller's own text.
 * amount: a decimal number, exact or not; whole: an integer of any length; number: a number of JSON; ids: a sequence of ids;
 * word: a name of ours; key: a key of a name.
 */
const shapes = {
  id: /^[1-9]\d{0,17}$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  amount: /^-?\d{1,30}(\.\d{1,30})?(e-\d{1,2})?$/,
  whole: /^-?\d{1,40}$/,
  ids: /^[1-9]\d{0,18}(-[1-9]\d{0,18}){0,19}$/,
  word: /^[A-Z]{1,20}$/,
  key: /^[^\s\p{Cc}\p{Cs}]{0,120}$/u,
};
export type CursorPart = keyof typeof shapes | "day" | "number";

/** The key in a cursor, null without one. Throws BAD_CURSOR when another question made it or it is damaged. */
export function decodeCursor(
  question: string,
  parts: readonly CursorPart[],
  cursor: string | null | undefined,
): CursorKey | null {
  if (cursor == null) return null;
  try {
    const [mark, ...key] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as [string, ...CursorKey];
    const isOurs = mark === question && key.length === parts.length && encodeCursor(question, key) === cursor;
    if (isOurs && key.every((value, index) => hasShape(value, parts[index]!))) return key;
  } catch {
    // falls through to the one answer for every damaged cursor
  }
  throw new ApiError("BAD_CURSOR", "This cursor does not belong to this question. Start again without it.");
}

/**
 * For pages of several parents that were asked for with one cursor, which can be a place in the list of one of them alone: the key, whose
 * it is, and for each of the others the error. Without a cursor all begin at the start.
 */
export function decodeCursorOf(
  parents: readonly string[],
  questionOf: (parent: string) => string,
  parts: readonly CursorPart[],
  cursor: string | null,
): { key: CursorKey | null; open: string[]; refused: Map<string, Error> } {
  const refused = new Map<string, Error>();
  let key: CursorKey | null = null;
  const open = parents.filter((parent) => {
    try {
      key = decodeCursor(questionOf(parent), parts, cursor);
      return true;
    } catch (error) {
      refused.set(parent, error as Error);
      return false;
    }
  });
  return { key: open.length ? key : null, open, refused };
}

function hasShape(value: unknown, part: CursorPart): boolean {
  if (part === "number") return Number.isFinite(value);
  if (typeof value !== "string") return false;
  // Unknown days come last.
  if (part === "day") return value === "-infinity" || parseDay(value) !== null;
  return shapes[part].test(value);
}

/** The page size, or BAD_INPUT: 1 to 100. */
export function pageSize(first: number): number {
  if (first < 1 || first > 100) throw badInput("first must be between 1 and 100.");
  return first;
}
