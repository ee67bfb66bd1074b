import { byId, covers, Exact, holds, type Money, type World, type WorldRelationship } from "./oracle.world.ts";

// Who of a platform's participants has been won (docs/rules.md, "Coverage of a platform").

export interface ProjectDays {
  beganOn: string | null;
  launchedOn: string | null;
}
export interface CoverageQuestion {
  platform: string;
  by: ("ROLE" | "REGION" | "MONTH")[];
  digits: number;
  day: string;
}
export interface Covered {
  organization: string;
  roles: string[];
  since: string | null;
  standing: string;
  reason: string | null;
}
export interface OracleBucket {
  role: string | null;
  region: string | null;
  month: string | null;
  members: Covered[];
}

const participations = (world: World, platform: string, day: string): WorldRelationship[] =>
  world.relationships.filter(
    (one) => one.kind === "PARTICIPATES_IN" && one.target === platform && holds(one, "CURRENT", day),
  );

/** All participants, and each bucket of them in the order of the answer. */
export function coverage(world: World, project: ProjectDays, pairs: [string, string][], asked: CoverageQuestion) {
  const rows = participations(world, asked.platform, asked.day);
  const cover = (those: WorldRelationship[]) => describe(world, project, pairs, those, asked.day);
  const total = [...new Set(rows.map((one) => one.source))].sort(byId);
  const buckets = new Map<string, OracleBucket>();
  const byUnit = new Map<string, WorldRelationship[]>();
  for (const one of rows) {
    const unit = JSON.stringify([one.source, asked.by.includes("ROLE") ? one.role : null]);
    byUnit.set(unit, [...(byUnit.get(unit) ?? []), one]);
  }
  for (const those of byUnit.values()) {
    const covered = cover(those);
    const values = {
      role: asked.by.includes("ROLE") ? those[0]!.role : null,
      region: asked.by.includes("REGION") ? (regionOf(world, those[0]!.source)?.slice(0, asked.digits) ?? null) : null,
      month: asked.by.includes("MONTH") ? (covered.since?.slice(0, 7) ?? null) : null,
    };
    const key = JSON.stringify(values);
    buckets.set(key, { ...values, members: [...(buckets.get(key)?.members ?? []), covered] });
  }
  const ordered = [...buckets.values()].sort(
    (a, b) => compare(a.role, b.role) || compare(a.region, b.region) || compare(a.month, b.month),
  );
  for (const bucket of ordered) bucket.members.sort((a, b) => byId(a.organization, b.organization));
  return {
    total: total.map((id) => cover(rows.filter((one) => one.source === id))),
    buckets: asked.by.length ? ordered : [],
  };
}

/** Counts of some participants. */
export const countsOf = (members: readonly Covered[]) => ({
  participants: members.length,
  withAccount: members.filter((one) => one.standing !== "REMAINING").length,
  openedDuringProject: members.filter((one) => one.standing === "OPENED_DURING_PROJECT").length,
  openedSinceLaunch: members.filter((one) => one.standing === "OPENED_SINCE_LAUNCH").length,
});

const regionOf = (world: World, id: string) => world.entities.find((one) => one.id === id)!.region;
// Unknown last.
const compare = (a: string | null, b: string | null) =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1;

function describe(
  world: World,
  { beganOn, launchedOn }: ProjectDays,
  pairs: [string, string][],
  those: WorldRelationship[],
  day: string,
): Covered {
  const { source: organization, target: platform } = those[0]!;
  const entity = world.entities.find((one) => one.id === organization)!;
  const days = clientDays(world, organization);
  const current = days.find((one) => covers(one, day));
  const standing = !current
    ? "REMAINING"
    : launchedOn !== null && current.since >= launchedOn
      ? "OPENED_SINCE_LAUNCH"
      : beganOn !== null && current.since >= beganOn
        ? "OPENED_DURING_PROJECT"
        : "CLIENT_BEFORE";
  const reasons: [boolean, string][] = [
    [entity.doNotContact, "DO_NOT_CONTACT"],
    [entity.industry?.startsWith("J66") ?? false, "BANK"],
    [["DEREGISTERED", "REVOKED", "INSOLVENT"].includes(entity.status), "NOT_ACTIVE"],
    [
      participations(world, platform, day).every((one) => one.source !== organization || one.role === "DEBTOR"),
      "ONLY_DEBTOR",
    ],
    [days.some((one) => one.until !== null && one.until <= day), "FORMER_CLIENT"],
    [pairs.some((pair) => pair.includes(organization)), "IN_REVIEW"],
    [true, "NONE_KNOWN"],
  ];
  const starts = those.map((one) => one.since);
  return {
    organization,
    roles: [...new Set(those.map((one) => one.role).filter((role) => role !== null))].sort(),
    since: starts.includes(null) ? null : (starts as string[]).sort()[0]!,
    standing,
    reason: current ? null : reasons.find(([holds]) => holds)![1],
  };
}

/** Its accounts joined where they overlap or touch. */
function clientDays(world: World, organization: string): { since: string; until: string | null }[] {
  const joined: { since: string; until: string | null }[] = [];
  const accounts = world.clientPeriods.filter((one) => one.entity === organization);
  for (const { since, until } of accounts.sort((a, b) => (a.since < b.since ? -1 : 1))) {
    const last = joined.at(-1);
    if (!last || (last.until !== null && last.until < since)) joined.push({ since, until });
    else if (last.until !== null && (until === null || until > last.until)) last.until = until;
  }
  return joined;
}

export interface Deposit {
  platform: string;
  organization: string;
  receivedOn: string;
  amount: string;
  currency: string;
}

/** What some organizations deposited through a platform by a day; a branch is told of those alone who have, or had, an account with it. */
export function depositsOf(
  world: World,
  deposits: readonly Deposit[],
  of: { platform: string; organizations: readonly string[]; day: string; branch: number | null },
): Money[] {
  const seen = deposits.filter(
    ({ platform, organization, receivedOn }) =>
      platform === of.platform &&
      of.organizations.includes(organization) &&
      receivedOn <= of.day &&
      (of.branch === null ||
        world.clientPeriods.some((one) => one.entity === organization && one.branch === of.branch)),
  );
  return ["CNY", "USD"].flatMap((currency) => {
    const rows = seen.filter((one) => one.currency === currency);
    const sum = rows.reduce((total, { amount }) => total.plus(amount), new Exact(0));
    return rows.length ? [{ amount: sum.toFixed(2), currency }] : [];
  });
}
