import { defineEnum, type EnumValue } from "../../shared/enum.ts";

export const RelationshipKind = defineEnum(
  "RelationshipKind",
  "What a relationship says; each kind runs from its source to its target.",
  {
    SUPPLIES: "Organization to organization: the source sells to the target (上下游).",
    MEMBER_OF: "Organization to an association or group.",
    PARTICIPATES_IN: "Organization to scenario platform: it works through the platform in a role (参与方).",
    OPERATES: "Organization to scenario platform: it runs the platform.",
    AFFILIATED_WITH: "Person to organization: legal representative, executive, shareholder or finance staff.",
    OWNS: "Organization or person to organization: it holds a share.",
    GUARANTEES: "Organization to organization: the source stands surety for the target.",
    BRANCH_OF: "Organization to organization: a store or branch to its head office.",
    REFERRED: "Entity to organization: the source brought the target to the bank.",
    RECOMMENDED: "Entity to entity: one hub recommends another, or the bank's platform to it.",
  },
);
export type RelationshipKind = EnumValue<typeof RelationshipKind>;
export const relationshipKinds = Object.keys(RelationshipKind) as RelationshipKind[];

export const Direction = defineEnum(
  "Direction",
  "Which way a relationship runs, as seen from the entity that is asked.",
  {
    OUT: "The entity is its source.",
    IN: "The entity is its target.",
    BOTH: "Either way.",
  },
);
export type Direction = EnumValue<typeof Direction>;

export const Validity = defineEnum("Validity", "Which periods count on the day asked (asOf).", {
  CURRENT: "Those that hold on that day.",
  FORMER: "Those that had ended by that day.",
  ANY: "Both; what starts after that day is in neither.",
});
export type Validity = EnumValue<typeof Validity>;

export const RelationshipOrder = defineEnum(
  "RelationshipOrder",
  "How relationships are ordered; ties by the other end's id, then the relationship's.",
  {
    ANNUAL_AMOUNT: "Largest twelve-month amount first, compared in CNY at head office's dated rates.",
    SINCE: "Latest start first, unknown starts last.",
    CONFIDENCE: "Most certain first.",
  },
);
export type RelationshipOrder = EnumValue<typeof RelationshipOrder>;

export const EvidenceKind = defineEnum("EvidenceKind", "What a piece of evidence is.", {
  BILL: "A bank acceptance bill between the two.",
  INVOICE: "An invoice from one to the other.",
  CONTRACT: "A contract between them.",
  FACTORING: "A receivable between them that the bank bought.",
  REGISTRY: "An entry in a public register.",
  PLATFORM: "A registration by a scenario platform.",
  ASSOCIATION_ROSTER: "A list of members.",
  DECLARATION: "What one of the two published or told us.",
  OTHER: "Anything else.",
});
export type EvidenceKind = EnumValue<typeof EvidenceKind>;
