import type { Context } from "../../context.ts";
import { decodeCursor, encodeCursor, toPage } from "../../shared/connection.ts";
import { compareKeys } from "../graph/computed.page.ts";
import type { ServedChannel } from "./acquisition.enums.ts";
import type { ProspectConnectionType } from "./acquisition.type.ts";
import { type Batch, comparePaths, type FullPath, type ScoredProspect } from "./batch.assembly.ts";
import { countLimit } from "./batch.page.ts";
import type { Question } from "./question.service.ts";
import { explained } from "./score.text.ts";

/** A prospect with the channel whose batch gave its likelihood, and all that reach it. */
export interface FoundProspect extends ScoredProspect {
  channel: ServedChannel;
  channels: ServedChannel[];
}

/** The place in a cursor; null without one. Throws BAD_CURSOR. */
export const decodeProspectCursor = (mark: string, after: string | null): [number, string] | null =>
  decodeCursor(mark, ["number", "id"], after) as [number, string] | null;

/** A page of prospects that stand in their order already; mark names the question for cursors. */
export function pageOfProspects(
  context: Context,
  question: Question,
  mark: string,
  found: readonly FoundProspect[],
  first: number,
  after: string | null,
): ProspectConnectionType {
  const cursor = decodeProspectCursor(mark, after);
  const behind = cursor ? found.filter((prospect) => compare(prospect, cursor) > 0) : found;
  const edges = behind.slice(0, first + 1).map(({ key, rank, channel, channels, explanation, paths }) => ({
    cursor: encodeCursor(mark, [rank, key]),
    node: {
      key,
      scored: { paths },
      question,
      channels,
      likelihood: rank,
      explanation: explained(explanation, channel, context.language),
    },
  }));
  return { ...toPage(edges, first, after), totalCount: found.length > countLimit ? null : found.length };
}

const compare = (prospect: FoundProspect, [likelihood, key]: [number, string]): number =>
  likelihood - prospect.rank || compareKeys(prospect.key, key);

/** Each prospect of several batches once: the likelihood and reasons of its best batch, the paths and channels of all. Batches in schema order of ties. */
export function mergeProspects(batches: readonly Batch[], channelOrder: readonly ServedChannel[]): FoundProspect[] {
  const merged = new Map<string, FoundProspect>();
  const inOrder = [...batches].sort(
    (a, b) => compareKeys(a.hub, b.hub) || channelOrder.indexOf(a.channel) - channelOrder.indexOf(b.channel),
  );
  for (const { channel, prospects } of inOrder) {
    for (const prospect of prospects) {
      const known = merged.get(prospect.key);
      if (!known) merged.set(prospect.key, { ...prospect, channel, channels: [channel] });
      else merged.set(prospect.key, better(known, prospect, channel));
    }
  }
  for (const prospect of merged.values()) {
    prospect.paths.sort(comparePaths);
    prospect.channels.sort((a, b) => channelOrder.indexOf(a) - channelOrder.indexOf(b));
  }
  return [...merged.values()].sort((a, b) => compare(a, [b.rank, b.key]));
}

function better(known: FoundProspect, other: ScoredProspect, channel: ServedChannel): FoundProspect {
  const paths: FullPath[] = [...known.paths, ...other.paths];
  const channels = known.channels.includes(channel) ? known.channels : [...known.channels, channel];
  const isBetter = other.rank > known.rank;
  return isBetter ? { ...other, channel, paths, channels } : { ...known, paths, channels };
}
