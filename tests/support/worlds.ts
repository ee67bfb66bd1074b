import type * as fc from "fast-check";
import type { RelationshipKind, World, WorldEntity, WorldEvidence, WorldRelationship } from "./oracle.world.ts";
import { type Draft, drafts, type Link, type Motif } from "./world.draft.ts";

// Small nasty worlds. Most hold one hub with a client beside it and organizations behind it, under much noise.

/** So many days from a day. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

const fromEnd: Record<RelationshipKind, WorldEntity["type"][]> = {
  SUPPLIES: ["ORGANIZATION"],
  MEMBER_OF: ["ORGANIZATION"],
  PARTICIPATES_IN: ["ORGANIZATION"],
  OPERATES: ["ORGANIZATION"],
  AFFILIATED_WITH: ["PERSON"],
  OWNS: ["ORGANIZATION", "PERSON"],
  GUARANTEES: ["ORGANIZATION"],
  BRANCH_OF: ["ORGANIZATION"],
  REFERRED: ["ORGANIZATION", "PERSON", "GROUP", "SCENARIO_PLATFORM"],
  RECOMMENDED: ["ORGANIZATION", "PERSON", "GROUP", "SCENARIO_PLATFORM"],
};
const toEnd: Partial<Record<RelationshipKind, WorldEntity["type"][]>> = {
  MEMBER_OF: ["ORGANIZATION", "GROUP"],
  PARTICIPATES_IN: ["SCENARIO_PLATFORM"],
  OPERATES: ["SCENARIO_PLATFORM"],
  RECOMMENDED: ["ORGANIZATION", "PERSON", "GROUP", "SCENARIO_PLATFORM"],
};
const roles: Partial<Record<RelationshipKind, (string | null)[]>> = {
  MEMBER_OF: ["MEMBER", "SECRETARY_GENERAL", null],
  PARTICIPATES_IN: ["ADMINISTRATOR", "STORE", "DEBTOR", null],
  AFFILIATED_WITH: ["FINANCE_STAFF", "FINANCE_STAFF", "LEGAL_REPRESENTATIVE", "EXECUTIVE", "SHAREHOLDER"],
};

type Fixed = { kind: RelationshipKind; source: string; target: string; role: string | null; link: Link };

export const worlds: fc.Arbitrary<World> = drafts.map(build);

function build(drawn: Draft): World {
  const { today, motif } = drawn;
  // From 7 on, ids pass from one digit to two: text order and number order differ.
  const entities = drawn.entities.map((one, i): WorldEntity => {
    const type = motif ? motifType(motif.channel, i, one.type) : one.type;
    const isOrganization = type === "ORGANIZATION";
    const isPlain = motif && (i === 0 || i === 2 || i === 3);
    const isAssociation = motif?.channel === "ASSOCIATION" && i === 1;
    return {
      id: String(drawn.firstId + i),
      type,
      category: isAssociation ? "ASSOCIATION" : isOrganization ? one.category : null,
      status: isOrganization && !isPlain ? one.status : "ACTIVE",
      region: one.region,
      industry: isPlain ? "C3011" : isOrganization ? one.industry : null,
      doNotContact: isPlain ? false : one.doNotContact,
      scenario: type === "SCENARIO_PLATFORM" ? one.scenario : null,
    };
  });
  const noise = drawn.links.flatMap((one) => settle(entities, one));
  const meant = motif ? motifLinks(entities, motif, drawn.strong) : [];
  const periods = [...meant, ...noise].flatMap((one) => spread(one, today));
  const kept: typeof periods = [];
  for (const one of periods) {
    if (!kept.some((other) => sameRole(one.relationship, other.relationship))) kept.push(one);
  }
  const relationships = kept.map(({ relationship }, i) => ({ ...relationship, id: String(drawn.firstId + i) }));
  const rows = kept.flatMap(({ evidence }, i) =>
    evidence.map((row) => ({ ...row, relationship: relationships[i]!.id })),
  );
  return {
    today,
    entities,
    relationships,
    evidence: rows.map((row, i) => ({ ...row, id: String(drawn.firstId + i) })),
    clientPeriods: accounts(entities, drawn),
    rates: [
      { currency: "USD", validFrom: dayAfter(today, -300), rate: "7.2" },
      { currency: "USD", validFrom: dayAfter(today, -50), rate: "7.123456" },
      { currency: "EUR", validFrom: dayAfter(today, -1000), rate: "7.85" },
      { currency: "EUR", validFrom: today, rate: "8.01" },
      { currency: "JPY", validFrom: dayAfter(today, -30), rate: "0.0481" },
    ],
    priors: [
      { channel: "SUPPLY_CHAIN", scenario: null, probability: 0.05, validFrom: "2000-01-01" },
      { channel: "ASSOCIATION", scenario: null, probability: 0.1, validFrom: "2000-01-01" },
      { channel: "ASSOCIATION", scenario: null, probability: 0.12, validFrom: dayAfter(today, -100) },
      { channel: "PLATFORM", scenario: null, probability: 0.3, validFrom: "2000-01-01" },
      { channel: "PLATFORM", scenario: "PHARMACY", probability: 0.6, validFrom: dayAfter(today, -200) },
      { channel: "PERSON", scenario: null, probability: 0.05, validFrom: "2000-01-01" },
    ],
  };
}

function motifType(channel: string, i: number, drawn: WorldEntity["type"]): WorldEntity["type"] {
  if (i !== 1) return i < 4 ? "ORGANIZATION" : drawn;
  const types = { GROUP: "GROUP", PLATFORM: "SCENARIO_PLATFORM", PERSON: "PERSON" } as const;
  return types[channel as keyof typeof types] ?? "ORGANIZATION";
}

/** Entity 0 is a client, entity 1 the hub, entities 2 and 3 stand behind it. */
function motifLinks(entities: WorldEntity[], motif: Motif, strong: Link[]): Fixed[] {
  const [client, hub, near, other] = entities.map((one) => one.id) as [string, string, string, string];
  const step = (from: string, to: string, kind: RelationshipKind, role: string | null, i: number): Fixed => {
    const [source, target] = kind === "SUPPLIES" && motif.isUpstream ? [to, from] : [from, to];
    return { kind, source, target, role, link: { ...strong[i]!, withdrawn: false, periods: [lasting(strong[i]!)] } };
  };
  const fits = motif.introduction === "SUPPLIES" || motif.introduction === "REFERRED" ? "ORGANIZATION" : null;
  const kind = fits && entities[1]!.type !== fits ? "RECOMMENDED" : motif.introduction;
  const canJoin = kind !== "MEMBER_OF" || ["ORGANIZATION", "GROUP"].includes(entities[1]!.type);
  const introduced = step(client, hub, canJoin ? kind : "RECOMMENDED", null, 0);
  if (motif.channel === "SUPPLY_CHAIN") {
    const second = step(motif.isTiered ? near : hub, other, "SUPPLIES", null, 2);
    const third = motif.isTiered ? step(hub, client, "SUPPLIES", "GOODS", 3) : step(near, other, "SUPPLIES", null, 3);
    return [introduced, step(hub, near, "SUPPLIES", null, 1), second, third, step(hub, client, "SUPPLIES", null, 4)];
  }
  if (motif.channel === "PERSON") {
    return [introduced, step(hub, near, "AFFILIATED_WITH", "EXECUTIVE", 1), step(hub, other, "OWNS", null, 2)];
  }
  const [belongs, role] =
    motif.channel === "PLATFORM" ? (["PARTICIPATES_IN", "STORE"] as const) : (["MEMBER_OF", null] as const);
  return [introduced, step(near, hub, belongs, role, 1), step(other, hub, belongs, role, 2)];
}

/** The drawn period, made to hold on the days about which most questions are asked. */
function lasting({ periods }: Link): Link["periods"][number] {
  const { since, until } = periods[0]!;
  return { since: since === null || since > -800 ? null : since, until: until === null || until < 1 ? null : until };
}

function settle(entities: WorldEntity[], link: Link): Fixed[] {
  const among = (types: WorldEntity["type"][], chosen: number) => {
    const fitting = entities.filter((one) => types.includes(one.type));
    return fitting[chosen % Math.max(1, fitting.length)]?.id;
  };
  const source = among(fromEnd[link.kind], link.source);
  const target = among(toEnd[link.kind] ?? ["ORGANIZATION"], link.target);
  const allowed = roles[link.kind] ?? [null, null, "GOODS"];
  if (!source || !target) return [];
  return [{ kind: link.kind, source, target, role: allowed[link.role % allowed.length]!, link }];
}

function spread({ kind, source, target, role, link }: Fixed, today: string) {
  const day = (offset: number | null) => (offset === null ? null : dayAfter(today, offset));
  return link.periods.map(({ since, until }, i) => {
    const isEmpty = since !== null && until !== null && until <= since;
    const relationship: WorldRelationship = { id: "", kind, source, target, role, since: day(since), until: null };
    relationship.until = isEmpty ? null : day(until);
    if (link.confidence !== undefined) relationship.confidence = link.confidence;
    if (link.withdrawn) relationship.withdrawn = true;
    const rows = link.evidence.filter((_, j) => j % link.periods.length === i);
    const evidence = rows.map(({ withdrawn, money, observed, ...rest }) => {
      const [amount, currency] = money ?? [null, null];
      return {
        ...rest,
        observedOn: day(observed),
        amount,
        currency,
        ...(withdrawn ? { withdrawn } : {}),
      } as WorldEvidence;
    });
    return { relationship, evidence };
  });
}

/** Both of one source, target, kind and role, on some common day. */
function sameRole(a: WorldRelationship, b: WorldRelationship): boolean {
  const isSame = a.source === b.source && a.target === b.target && a.kind === b.kind && a.role === b.role;
  return isSame && overlaps(a, b);
}

type Span = { since: string | null; until: string | null };
const overlaps = (a: Span, b: Span) =>
  (a.until === null || b.since === null || b.since < a.until) &&
  (b.until === null || a.since === null || a.since < b.until);

function accounts(entities: WorldEntity[], { today, motif, accounts }: Draft): World["clientPeriods"] {
  const holders = entities.filter((one) => one.type === "ORGANIZATION" || one.type === "PERSON");
  const bystanders = motif ? holders.filter((one) => one !== entities[2] && one !== entities[3]) : holders;
  const drawn = accounts.flatMap((one): World["clientPeriods"] => {
    const holder = bystanders[one.entity % Math.max(1, bystanders.length)];
    const isEmpty = one.until !== null && one.until <= one.since;
    const until = one.until === null || isEmpty ? null : dayAfter(today, one.until);
    return holder ? [{ entity: holder.id, branch: one.branch, since: dayAfter(today, one.since), until }] : [];
  });
  const main = motif?.isHubClient && holders.includes(entities[1]!) ? entities[1] : entities[0];
  const meant = motif ? [{ entity: main!.id, branch: 1, since: dayAfter(today, -3000), until: null }] : [];
  const kept: World["clientPeriods"] = [];
  for (const one of [...meant, ...drawn]) {
    const clash = (other: Span & { entity: string; branch: number }) =>
      one.entity === other.entity && one.branch === other.branch && overlaps(one, other);
    if (!kept.some(clash)) kept.push(one);
  }
  return kept;
}
