import type { Context } from "../context.ts";
import { decodeId, type IdKind } from "./ids.ts";

type Resolve = (context: Context, key: string) => Promise<object | null>;
const resolvers = new Map<IdKind, Resolve>();

/** How node(id) answers ids of one kind; each module states its own, so that the graph knows none of its users. */
export const answersNode = (kind: IdKind, resolve: Resolve): void => {
  resolvers.set(kind, resolve);
};

type FindByCode = (context: Context, creditCode: string) => Promise<object | null>;
const byCode = new Map<"staff" | "platform", FindByCode>();

/** How organization(creditCode) answers one kind of viewer: staff find the bank's organization, a platform what it sent itself. */
export const answersCreditCode = (viewer: "staff" | "platform", find: FindByCode): void => {
  byCode.set(viewer, find);
};

/** The organization with a credit code as the viewer may see it; null for anything unknown or invisible. */
export const nodeOfCreditCode = async (context: Context, creditCode: string): Promise<object | null> =>
  (await byCode.get(context.viewer.kind)?.(context, creditCode)) ?? null;

/** What an id names, as far as the viewer may see it; null for anything unknown or invisible. */
export async function nodeOf(context: Context, id: string): Promise<object | null> {
  const decoded = decodeId(id);
  const resolve = decoded && resolvers.get(decoded.kind);
  return decoded && resolve ? resolve(context, decoded.key) : null;
}
