import type { Decimal } from "decimal.js";
import { explainTogether, type Factor, factorsOf, likelihoodOf, priorOf } from "./oracle.likelihood.ts";
import {
  type AcquisitionInput,
  isHub,
  mayBeProspect,
  type Question,
  readQuestion,
  tierOne,
  tierPaths,
  unique,
} from "./oracle.question.ts";
import { compareSequences, type Walk } from "./oracle.ts";
import {
  byId,
  CHANNELS,
  type Channel,
  Exact,
  type Money,
  type RelationshipValues,
  rounded,
  sum,
  sumByCurrency,
  type World,
  type WorldEntity,
  type WorldRelationship,
} from "./oracle.world.ts";

// Batches and prospects as docs/rules.md defines them: every simple path is written out, then compared.

export type BatchOrder = "EXPECTED_ACCOUNTS" | "PROSPECT_COUNT" | "ANNUAL_AMOUNT";
export interface RatedPath {
  relationships: string[];
  confidence: number;
}
export interface BatchProspect {
  organization: string;
  likelihood: number;
  explanation: Factor[];
  paths: RatedPath[];
}
export interface Batch {
  hub: string;
  channel: Channel;
  prospectCount: number;
  clientCount: number;
  expectedAccounts: number;
  annualAmounts: Money[];
  explanation: Factor[];
  introducers: { client: string; path: RatedPath }[];
  prospects: BatchProspect[];
}
export interface OverallProspect {
  organization: string;
  channels: Channel[];
  likelihood: number;
  explanation: Factor[];
  paths: (RatedPath & { hub: string; channel: Channel })[];
}

const product = (q: Question, relationships: string[]): Decimal =>
  relationships.reduce<Decimal>((result, id) => result.times(q.values.get(id)!.confidence), new Exact(1));

const strength = (q: Question, relationships: string[]): number => rounded(product(q, relationships), 12);

/** Greatest product of confidences, then shortest, then lowest ids. */
const strongestFirst = (a: Rated, b: Rated) =>
  b.strength - a.strength ||
  a.relationships.length - b.relationships.length ||
  compareSequences(a.relationships, b.relationships);
type Rated = { relationships: string[]; strength: number };

const rate = (q: Question, walk: Walk): RatedPath => ({
  relationships: walk.relationships,
  confidence: rounded(product(q, walk.relationships), 4),
});

/** Of the walks that share a client (their first node), the best; those in order. */
function bestPerClient(q: Question, walks: Walk[]): Walk[] {
  const sorted = walks.map((walk) => ({ ...walk, strength: strength(q, walk.relationships) })).sort(strongestFirst);
  const clients = unique(sorted.map((walk) => walk.nodes[0]));
  return clients.map((client) => sorted.find((walk) => walk.nodes[0] === client)!);
}

const lastStep = (q: Question, walk: Walk): RelationshipValues => q.values.get(walk.relationships.at(-1)!)!;

const mostLikelyFirst = (a: { likelihood: number; organization: string }, b: typeof a) =>
  rounded(b.likelihood, 9) - rounded(a.likelihood, 9) || byId(a.organization, b.organization);

function batchOf(q: Question, hub: WorldEntity, channel: Channel): (Batch & { baseAmount: Decimal }) | null {
  const toHub = q.walks.filter((walk) => walk.nodes.at(-1) === hub.id);
  const full = tierPaths(q, hub.id, channel)
    .filter((tail) => mayBeProspect(q, tail.nodes.at(-1)!))
    .flatMap((tail) =>
      toHub
        .filter((head) => head.relationships.length + tail.relationships.length <= q.maxHops)
        .filter((head) => !tail.nodes.slice(1).some((id) => head.nodes.includes(id)))
        .map((head) => ({
          nodes: [...head.nodes, ...tail.nodes.slice(1)],
          relationships: [...head.relationships, ...tail.relationships],
        })),
    );
  const found = unique(full.map((walk) => walk.nodes.at(-1)!)).map((organization) => ({
    organization,
    best: bestPerClient(
      q,
      full.filter((walk) => walk.nodes.at(-1) === organization),
    ),
  }));
  if (found.length === 0) return null;

  const prior = priorOf(q.world, channel, hub.scenario, q.day);
  const amountOfAll = sum(found.map(({ best }) => lastStep(q, best[0]!).baseAmount));
  const prospects = found.map(({ organization, best }) => {
    const withoutLast = best.map((walk) => product(q, walk.relationships.slice(0, -1)));
    const explanation = factorsOf(prior, lastStep(q, best[0]!), q.day, amountOfAll, withoutLast);
    return { organization, likelihood: likelihoodOf(explanation), explanation, paths: best.map((one) => rate(q, one)) };
  });
  prospects.sort(mostLikelyFirst);

  const beside = tierOne(q, hub.id, channel);
  const otherEnd = (one: WorldRelationship) => (one.source === hub.id ? one.target : one.source);
  const toProspects = beside.filter((one) => found.some(({ organization }) => organization === otherEnd(one)));
  const amounts = toProspects.map((one) => q.values.get(one.id)!);
  return {
    hub: hub.id,
    channel,
    prospectCount: prospects.length,
    clientCount: unique(beside.map(otherEnd)).filter((id) => q.clients.includes(id)).length,
    expectedAccounts: prospects.reduce((total, prospect) => total + prospect.likelihood, 0),
    annualAmounts: sumByCurrency(amounts.flatMap((one) => one.annualAmounts)),
    explanation: explainTogether(prospects.map((one) => one.explanation)),
    introducers: bestPerClient(q, toHub).map((walk) => ({ client: walk.nodes[0]!, path: rate(q, walk) })),
    prospects,
    baseAmount: sum(amounts.map((one) => one.baseAmount)),
  };
}

export interface BatchOptions {
  orderBy?: BatchOrder;
  /** An entity with more current relationships than this is not walked through. */
  hubLimit?: number;
}

/** All batches: the 2,000 candidate hubs are taken to suffice. */
export function acquisitionBatches(world: World, input: AcquisitionInput = {}, options: BatchOptions = {}): Batch[] {
  const { orderBy = "EXPECTED_ACCOUNTS", hubLimit = 1000 } = options;
  const q = readQuestion(world, input, hubLimit);
  const channels = CHANNELS.filter((channel) => !input.channels?.length || input.channels.includes(channel));
  const batches = channels.flatMap((channel) =>
    world.entities
      .filter((entity) => isHub(q, entity, channel))
      .map((entity) => batchOf(q, entity, channel))
      .filter((batch) => batch !== null),
  );
  const score = (batch: (typeof batches)[number]) =>
    orderBy === "EXPECTED_ACCOUNTS"
      ? new Exact(rounded(batch.expectedAccounts, 9))
      : new Exact(orderBy === "PROSPECT_COUNT" ? batch.prospectCount : batch.baseAmount);
  batches.sort((a, b) => score(b).comparedTo(score(a)) || compareBatches(a, b));
  return batches.map(({ baseAmount: _, ...batch }) => batch);
}

const compareBatches = (a: { hub: string; channel: Channel }, b: typeof a) =>
  byId(a.hub, b.hub) || CHANNELS.indexOf(a.channel) - CHANNELS.indexOf(b.channel);

/** Each organization once, with its likeliest batch (of equals: lowest hub, then channel) and the paths of all. */
export function prospects(world: World, input: AcquisitionInput = {}, options: BatchOptions = {}): OverallProspect[] {
  const q = readQuestion(world, input, options.hubLimit ?? 1000);
  const batches = acquisitionBatches(world, input, options).sort(compareBatches);
  const all = batches.flatMap(({ hub, channel, prospects }) => prospects.map((one) => ({ ...one, hub, channel })));
  const merged = unique(all.map((one) => one.organization)).map((organization) => {
    const own = all.filter((one) => one.organization === organization);
    const best = [...own].sort(mostLikelyFirst)[0]!;
    const paths = own.flatMap((one) => one.paths.map((path) => ({ ...path, hub: one.hub, channel: one.channel })));
    const sorted = paths.map((path) => ({ ...path, strength: strength(q, path.relationships) })).sort(strongestFirst);
    const channels = CHANNELS.filter((channel) => own.some((one) => one.channel === channel));
    return {
      organization,
      channels,
      likelihood: best.likelihood,
      explanation: best.explanation,
      paths: sorted.map(({ strength: _, ...path }) => path),
    };
  });
  return merged.sort(mostLikelyFirst);
}
