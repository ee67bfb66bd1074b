import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { Pace } from "../../shared/pace.ts";
import { inCny } from "../graph/base-amount.loader.ts";
import { compareKeys } from "../graph/computed.page.ts";
import { crowdLimit } from "../graph/stop.sql.ts";
import type { AcquisitionBatchOrder, ServedChannel } from "./acquisition.enums.ts";
import { assembleBatch, type Batch } from "./batch.assembly.ts";
import { introducersOf, type Trail } from "./introducer.path.ts";
import { roundedTo } from "./likelihood.score.ts";
import type { NetworkFilter } from "./network.loader.ts";
import { hubsAmong, Network, walkFromClients } from "./network.traversal.ts";
import { priorsFor } from "./prior.loader.ts";
import { type Question, timeOf } from "./question.service.ts";
import { maxTiers, walkTiers } from "./tier.traversal.ts";

/** More candidate hubs than this are cut to those with the most introducers. */
export const hubBudget = 2_000;

export interface BatchSearch {
  batches: Batch[];
  isTruncated: boolean;
}

/**
 * All batches of a question, in no order yet, or the one of `only`: walk from the starting clients to the hubs beside them, from the
 * hubs to the prospects behind them, then weigh. One statement a hop and channel, however many clients, hubs and prospects there are.
 */
export async function findBatches(
  em: Em,
  question: Question,
  today: string,
  only?: { hub: string; channel: ServedChannel },
  limit = crowdLimit,
): Promise<BatchSearch> {
  if (!question.clients.length) return { batches: [], isTruncated: false };
  const filter = await filterOf(em, question, today);
  const network = new Network(em, filter, limit);
  const clients = new Set(question.clients);
  const reached = await walkFromClients(network, question.clients, question.maxHops - 1);
  const hubs = await hubsAmong(
    network,
    only ? [only.hub].filter((key) => reached.has(key)) : reached,
    question.channels,
  );
  const pace = new Pace();
  const { kept, isTruncated } = await withinBudget(hubs, network, clients, question.maxHops - 1, pace);
  const setting = { network, clients, maxHops: question.maxHops, asOf: question.asOf, pace };
  const search: BatchSearch = { batches: [], isTruncated };
  for (const channel of question.channels) {
    const chosen = hubs.get(channel)!.filter((hub) => kept.has(hub));
    if (!chosen.length) continue;
    const room = (hub: string) => Math.min(maxTiers, question.maxHops - nearest(kept.get(hub)!));
    const tiers = await walkTiers(network, channel, chosen, room, pace);
    const priors = await priorsFor(em, channel, chosen, filter);
    search.isTruncated ||= tiers.isTruncated;
    for (const hub of chosen) {
      const batch = await assembleBatch(setting, hub, channel, kept.get(hub)!, tiers.byHub.get(hub)!, priors.get(hub)!);
      if (batch) search.batches.push(batch);
    }
  }
  return search;
}

/** The fewest steps that an introducer is away; -1 when there is none. */
const nearest = (layers: Map<string, Trail>[]): number => layers.findIndex((layer) => layer.size > 0);

/** The hubs to score, each with its introducers. */
async function withinBudget(
  hubs: Map<ServedChannel, string[]>,
  network: Network,
  clients: ReadonlySet<string>,
  maxSteps: number,
  pace: Pace,
) {
  const kept = new Map<string, Map<string, Trail>[]>();
  for (const hub of new Set([...hubs.values()].flat())) {
    const layers = await introducersOf(network, hub, clients, maxSteps, pace);
    if (nearest(layers) >= 0) kept.set(hub, layers);
  }
  const isTruncated = kept.size > hubBudget;
  if (isTruncated) {
    const ranked = [...kept.keys()].sort(
      (a, b) => kept.get(b)!.at(-1)!.size - kept.get(a)!.at(-1)!.size || compareKeys(a, b),
    );
    for (const hub of ranked.slice(hubBudget)) kept.delete(hub);
  }
  return { kept, isTruncated };
}

async function filterOf(em: Em, question: Question, today: string): Promise<NetworkFilter> {
  const { region, industry, minConfidence, minAnnualAmount } = question;
  const minBaseAmount = minAnnualAmount && (await inCny(em, minAnnualAmount, question.asOf));
  return { ...timeOf({ today }, question), minConfidence, minBaseAmount, region, industry };
}

const sizes = {
  EXPECTED_ACCOUNTS: (batch: Batch) => roundedTo(9, batch.expectedAccounts),
  PROSPECT_COUNT: (batch: Batch) => batch.prospects.length,
  ANNUAL_AMOUNT: (batch: Batch) => batch.cents,
} satisfies Record<AcquisitionBatchOrder, (batch: Batch) => number | bigint>;

/** Where a batch stands in an order; text, so that it fits into a cursor. */
export type BatchPlace = [size: string, hub: string, channel: number];

export function placeOf(batch: Batch, orderBy: AcquisitionBatchOrder, channels: readonly ServedChannel[]): BatchPlace {
  return [String(sizes[orderBy](batch)), batch.hub, channels.indexOf(batch.channel)];
}

/** Largest first; ties by hub id, then by channel in schema order. */
export function comparePlaces(a: BatchPlace, b: BatchPlace, orderBy: AcquisitionBatchOrder): number {
  const [x, y] = orderBy === "ANNUAL_AMOUNT" ? [BigInt(a[0]), BigInt(b[0])] : [Number(a[0]), Number(b[0])];
  if (x !== y) return x > y ? -1 : 1;
  return compareKeys(a[1], b[1]) || a[2] - b[2];
}

/** The context's part in a search. */
export const searchBatches = (context: Context, question: Question, only?: { hub: string; channel: ServedChannel }) =>
  findBatches(context.em, question, context.today, only);
