import { simpleWalks, type Walk } from "./oracle.ts";
import {
  type Channel,
  covers,
  Exact,
  entityOf,
  holds,
  isMasked,
  type Money,
  rateOn,
  relationshipValues,
  type World,
  type WorldEntity,
  type WorldRelationship,
} from "./oracle.world.ts";

// What a question about acquisition ranges over: usable relationships, stops, clients, hubs, tiers (docs/rules.md, "Batches").

export interface AcquisitionInput {
  from?: string[] | null;
  branch?: number | null;
  channels?: Channel[] | null;
  maxHops?: number;
  asOf?: string | null;
  region?: string | null;
  industry?: string | null;
  minAnnualAmount?: Money | null;
  minConfidence?: number | null;
}

export const unique = <T>(values: T[]): T[] => [...new Set(values)];

/** Everything about the question that does not depend on a hub. */
export function readQuestion(world: World, input: AcquisitionInput, hubLimit: number) {
  const day = input.asOf ?? world.today;
  const current = world.relationships.filter((one) => holds(one, "CURRENT", day));
  const values = new Map(current.map((one) => [one.id, relationshipValues(world, one.id, day)]));
  const least = input.minAnnualAmount
    ? new Exact(input.minAnnualAmount.amount).times(rateOn(world, input.minAnnualAmount.currency, day))
    : null;
  const usable = current.filter(
    (one) =>
      one.source !== one.target &&
      values.get(one.id)!.confidence >= (input.minConfidence ?? 0) &&
      (one.kind !== "SUPPLIES" || least === null || least.lessThanOrEqualTo(values.get(one.id)!.baseAmount)),
  );
  const isBank = (id: string) => entityOf(world, id).industry?.startsWith("J66") ?? false;
  const isCrowded = (id: string) => current.filter((one) => one.source === id || one.target === id).length > hubLimit;
  const all = world.entities.map((one) => one.id);
  const closed = all.filter((id) => isBank(id) || isCrowded(id) || isMasked(world, id));
  const open = world.clientPeriods.filter((period) => covers(period, day));
  const asked = open.filter(
    (period) =>
      (!input.from?.length || input.from.includes(period.entity)) &&
      (input.branch == null || period.branch === input.branch),
  );
  const clients = unique(open.map((period) => period.entity));
  const starting = unique(asked.map((period) => period.entity));
  const mayPass = (id: string) => !closed.includes(id);
  const maxHops = input.maxHops ?? 2;
  /** From every starting client to everywhere a hub may stand. */
  const walks = starting.flatMap((client) => simpleWalks(usable, client, maxHops - 1, "BOTH", mayPass));
  return { world, input, day, maxHops, current, usable, values, clients, walks, mayPass, isBank };
}
export type Question = ReturnType<typeof readQuestion>;

export function isHub(q: Question, entity: WorldEntity, channel: Channel): boolean {
  const isOrganization = entity.type === "ORGANIZATION";
  if (channel === "SUPPLY_CHAIN") {
    const supplies = q.current.filter((one) => one.kind === "SUPPLIES" && one.source !== one.target);
    return isOrganization && supplies.filter((one) => one.source === entity.id || one.target === entity.id).length >= 3;
  }
  if (channel === "ASSOCIATION")
    return entity.type === "GROUP" || (isOrganization && entity.category === "ASSOCIATION");
  if (channel === "PLATFORM") return entity.type === "SCENARIO_PLATFORM";
  return channel === "PERSON" && entity.type === "PERSON" && !isMasked(q.world, entity.id);
}

/** The usable relationships one step from the hub, either way in SUPPLY_CHAIN. */
export function tierOne(q: Question, hub: string, channel: Channel): WorldRelationship[] {
  return q.usable.filter((one) => {
    if (channel === "SUPPLY_CHAIN") return one.kind === "SUPPLIES" && (one.source === hub || one.target === hub);
    if (channel === "ASSOCIATION") return one.kind === "MEMBER_OF" && one.target === hub;
    if (channel === "PLATFORM") return one.kind === "PARTICIPATES_IN" && one.target === hub && one.role !== "DEBTOR";
    return (one.kind === "AFFILIATED_WITH" || one.kind === "OWNS") && one.source === hub;
  });
}

export function tierPaths(q: Question, hub: string, channel: Channel): Walk[] {
  const isOpenOrganization = (id: string) => q.mayPass(id) && entityOf(q.world, id).type === "ORGANIZATION";
  const supplies = q.usable.filter((one) => one.kind === "SUPPLIES");
  const depth = Math.min(4, q.maxHops);
  const walks =
    channel === "SUPPLY_CHAIN"
      ? [
          ...simpleWalks(supplies, hub, depth, "IN", isOpenOrganization),
          ...simpleWalks(supplies, hub, depth, "OUT", isOpenOrganization),
        ]
      : simpleWalks(tierOne(q, hub, channel), hub, 1, "BOTH", () => false);
  return walks.filter((walk) => walk.relationships.length >= 1);
}

export function mayBeProspect(q: Question, id: string): boolean {
  const entity = entityOf(q.world, id);
  return (
    entity.type === "ORGANIZATION" &&
    !q.clients.includes(id) &&
    !entity.doNotContact &&
    !["DEREGISTERED", "REVOKED", "INSOLVENT"].includes(entity.status) &&
    !q.isBank(id) &&
    (entity.region ?? "").startsWith(q.input.region ?? "") &&
    (entity.industry ?? "").startsWith(q.input.industry ?? "")
  );
}
