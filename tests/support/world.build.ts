import type {
  EvidenceKind,
  RelationshipKind,
  World,
  WorldEntity,
  WorldEvidence,
  WorldRelationship,
} from "./oracle.world.ts";

// Words for writing a world down by hand: what is not said is plain.

export const TODAY = "2025-06-30";

const entity = (type: WorldEntity["type"], id: number, own: Partial<WorldEntity>): WorldEntity => ({
  id: String(id),
  type,
  category: type === "ORGANIZATION" ? "ENTERPRISE" : null,
  status: "ACTIVE",
  region: "360102",
  industry: type === "ORGANIZATION" ? "C3011" : null,
  doNotContact: false,
  scenario: null,
  ...own,
});
export const organization = (id: number, own: Partial<WorldEntity> = {}) => entity("ORGANIZATION", id, own);
export const organizations = (...ids: number[]) => ids.map((id) => organization(id));
export const person = (id: number) => entity("PERSON", id, {});
export const group = (id: number) => entity("GROUP", id, {});
export const platform = (id: number, scenario = "COURT") => entity("SCENARIO_PLATFORM", id, { scenario });

export const relationship = (
  id: number,
  kind: RelationshipKind,
  source: number,
  target: number,
  own: Partial<WorldRelationship> = {},
): WorldRelationship => ({
  id: String(id),
  kind,
  source: String(source),
  target: String(target),
  role: null,
  since: null,
  until: null,
  ...own,
});

/** Evidence rows get their ids from their place in the list. */
export const evidence = (
  relationshipId: number,
  kind: EvidenceKind,
  observedOn: string | null,
  money: string | null = null,
  own: Partial<WorldEvidence> = {},
): Omit<WorldEvidence, "id"> => {
  const [amount, currency] = money?.split(" ") ?? [null, null];
  return {
    relationship: String(relationshipId),
    kind,
    source: "core banking",
    reference: null,
    observedOn,
    amount: amount ?? null,
    currency: currency ?? null,
    ...own,
  };
};

export const account = (entity: number, branch = 1, since = "2020-01-01", until: string | null = null) => ({
  entity: String(entity),
  branch,
  since,
  until,
});

export function world(
  entities: WorldEntity[],
  relationships: WorldRelationship[],
  rest: { clients?: World["clientPeriods"]; evidence?: Omit<WorldEvidence, "id">[]; priors?: World["priors"] } = {},
): World {
  return {
    today: TODAY,
    entities,
    relationships,
    evidence: (rest.evidence ?? []).map((row, i) => ({ ...row, id: String(i + 1) })),
    clientPeriods: rest.clients ?? [],
    rates: [
      { currency: "USD", validFrom: "2025-01-01", rate: "7" },
      { currency: "USD", validFrom: "2025-06-01", rate: "8" },
    ],
    priors: [
      { channel: "PLATFORM", scenario: null, probability: 0.3, validFrom: "2000-01-01" },
      { channel: "ASSOCIATION", scenario: null, probability: 0.1, validFrom: "2000-01-01" },
      { channel: "SUPPLY_CHAIN", scenario: null, probability: 0.05, validFrom: "2000-01-01" },
      { channel: "PERSON", scenario: null, probability: 0.05, validFrom: "2000-01-01" },
      ...(rest.priors ?? []),
    ],
  };
}
