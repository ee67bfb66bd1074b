import { Field, ObjectType } from "type-graphql";
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

/** A cursor is the sort key of its edge under a mark of the question that made it. Keys are text, numbers or null. */
export type CursorKey = (string | number | null)[];
export const encodeCursor = (question: string, key: CursorKey): string =>
  Buffer.from(JSON.stringify([question, ...key])).toString("base64url");

/** The key in a cursor, null without one. Throws BAD_CURSOR when another question made it or it is damaged. */
export function decodeCursor(question: string, length: number, cursor: string | null | undefined): CursorKey | null {
  if (cursor == null) return null;
  try {
    const [mark, ...key] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as [string, ...CursorKey];
    if (mark === question && key.length === length && encodeCursor(question, key) === cursor && key.every(isKeyPart))
      return key;
  } catch {
    // falls through to the one answer for every damaged cursor
  }
  throw badCursor();
}

const badCursor = () =>
  new ApiError("BAD_CURSOR", "This cursor does not belong to this question. Start again without it.");

/** As decodeCursor, for lists in the order of a number of the database; what is no such number was not made by us. */
export function decodeNumberCursor(question: string, cursor: string | null | undefined): string | null {
  const key = decodeCursor(question, 1, cursor)?.[0];
  if (key === undefined) return null;
  if (typeof key !== "string" || !/^[1-9]\d{0,17}$/.test(key)) throw badCursor();
  return key;
}

const isKeyPart = (part: unknown): boolean => part === null || typeof part === "string" || Number.isFinite(part);

/** The page size, or BAD_INPUT: 1 to 100. */
export function pageSize(first: number): number {
  if (first < 1 || first > 100) throw badInput("first must be between 1 and 100.");
  return first;
}
