import type { Context } from "../../context.ts";
import { decodeCursor, encodeCursor, toPage } from "../../shared/connection.ts";
import { encodeId } from "../../shared/ids.ts";
import { answersNode } from "../../shared/nodes.ts";
import { type AcquisitionBatchOrder, type ServedChannel, servedChannels } from "./acquisition.enums.ts";
import type { AcquisitionBatchConnectionType, AcquisitionBatchType } from "./acquisition.type.ts";
import type { Batch } from "./batch.assembly.ts";
import { type BatchPlace, comparePlaces, placeOf, searchBatches } from "./batch.service.ts";
import { findQuestion, keepQuestion, type Question, timeOf } from "./question.service.ts";
import { explained, shown } from "./score.text.ts";
import { startingClients } from "./starting-client.loader.ts";

/** Counts beyond this are not told. */
export const countLimit = 10_000;

/** A page of a question's batches. The whole order is computed each time: the same question gives the same order. */
export async function pageOfBatches(
  context: Context,
  question: Question,
  orderBy: AcquisitionBatchOrder,
  first: number,
  after: string | null,
): Promise<AcquisitionBatchConnectionType> {
  const hash = await keepQuestion(context.em, question);
  const mark = `${hash}:${orderBy}`;
  const cursor = decodeCursor(
    mark,
    [orderBy === "ANNUAL_AMOUNT" ? "whole" : "amount", "id", "number"],
    after,
  ) as BatchPlace | null;
  const { batches, isTruncated } = await searchBatches(context, question);
  const placed = batches
    .map((batch) => ({ batch, place: placeOf(batch, orderBy, servedChannels) }))
    .sort((a, b) => comparePlaces(a.place, b.place, orderBy));
  const behind = cursor ? placed.filter(({ place }) => comparePlaces(place, cursor, orderBy) > 0) : placed;
  const edges = behind
    .slice(0, first + 1)
    .map(({ batch, place }) => ({ cursor: encodeCursor(mark, place), node: toBatch(context, batch, question, hash) }));
  return { ...toPage(edges, first, after), totalCount: placed.length > countLimit ? null : placed.length, isTruncated };
}

const toBatch = (context: Context, batch: Batch, question: Question, hash: string): AcquisitionBatchType => ({
  __typename: "AcquisitionBatch",
  id: encodeId("batch", `${hash}:${batch.hub}:${batch.channel}`),
  batch,
  question,
  channel: batch.channel,
  prospectCount: batch.prospects.length,
  clientCount: batch.clientCount,
  expectedAccounts: shown(batch.expectedAccounts),
  explanation: explained(batch.explanation, batch.channel, context.language),
});

/** Asks a batch's question again for its one hub, from those of its starting clients that the asker may start from. */
answersNode("batch", async (context, key) => {
  if (!batchReaders.has(context.viewer.role)) return null;
  const [hash, hub, channel] = key.split(":") as [string, string, ServedChannel];
  const kept = await findQuestion(context.em, hash);
  if (!kept?.channels.includes(channel)) return null;
  const question = {
    ...kept,
    channels: [channel],
    clients: await startingClients(context, timeOf(context, kept), null, kept.clients),
  };
  const { batches } = await searchBatches(context, question, { hub, channel });
  return batches[0] ? toBatch(context, batches[0], question, hash) : null;
});

const batchReaders = new Set(["RELATIONSHIP_MANAGER", "BRANCH_HEAD", "HEAD_OFFICE", "AUDITOR"]);
