import type { ErrorCode } from "../../shared/error-codes.ts";
import type { EvidenceKind, OrganizationCategory, RelationshipKind, Scenario } from "./mapping.ts";

/** How a source calls an entity: the identity of what has no credit code. */
export interface EntityRef {
  source: string;
  number: string;
}

/** Where a row comes from; line is null for what the mapping itself states. */
interface Origin {
  file: string;
  line: number | null;
}

/** An entity as its source describes it; null means that the source says nothing. */
export interface EntityRow extends Origin, EntityRef {
  row: "entity";
  type: "ORGANIZATION" | "PERSON" | "GROUP" | "SCENARIO_PLATFORM";
  name: string;
  /** Organizations only. */
  category: OrganizationCategory | null;
  /** Normalised, without errors; its warnings stand below. */
  creditCode: string | null;
  region: string | null;
  industry: string | null;
  /** Scenario platforms only. */
  scenario: Scenario | null;
  roles: string[] | null;
  /** Codes of what is odd and kept all the same: CREDIT_CODE_CHECK, CREDIT_CODE_REGION, REGION_UNKNOWN, INDUSTRY_UNKNOWN. */
  warnings: ErrorCode[];
  /** What has no column of its own, e.g. address. */
  details: Record<string, string[]>;
}

/** One period [since, until) of a relationship, with all the evidence that the file has for it. */
export interface RelationshipRow extends Origin {
  row: "relationship";
  kind: RelationshipKind;
  role: string | null;
  from: EntityRef;
  to: EntityRef;
  since: string | null;
  until: string | null;
  evidence: EvidenceRow[];
}

/** Why a relationship is believed. Within one relationship (kind, source, reference, observedOn) is unique. */
export interface EvidenceRow {
  kind: EvidenceKind;
  source: string;
  reference: string | null;
  observedOn: string | null;
  /** The days [since, until) that it claims, where they are not the relationship's. */
  claim?: { since: string | null; until: string | null };
  /** The line that says so, where it is another than the relationship's own. */
  line?: number;
  /** Distinct values in the file's order, e.g. sites: ["China: Guangdong"]. */
  details: Record<string, string[]>;
}

/** An account that the mapping opens, so that a core enterprise of a public list is a client to start from. */
export interface AccountRow extends Origin {
  row: "account";
  holder: EntityRef;
  number: string;
  type: "BASIC" | "GENERAL" | "SPECIAL_PURPOSE" | "TEMPORARY";
  branch: { code: string; name: string };
  openedOn: string;
}

/** A line that says nothing that an earlier one has not said: to be counted as unchanged. */
export interface RepeatedRow extends Origin {
  row: "repeated";
}

/** A line of which nothing is imported. fields: the line as it stood. */
export interface RejectedRow extends Origin {
  row: "rejected";
  code: ErrorCode;
  reason: string;
  fields: string[];
}

export type ImportRow = EntityRow | RelationshipRow | AccountRow | RepeatedRow | RejectedRow;
