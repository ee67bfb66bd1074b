import type { MergedKind } from "./merge.type.ts";

/** One row that a merge touched. kind and what before and after hold are said where it is written: merge.*.ts. */
export interface MergeItem {
  kind: MergeKind;
  /** The row's key, before the merge. */
  rowKey: string;
  /** The row that stands for it since; null: none does. */
  intoKey: string | null;
  before: unknown;
  after: unknown;
}

/** What moves, and besides: the values of the two, and periods of the kept one that grew, were taken in or were made. */
export type MergeKind = keyof typeof MergedKind | "VALUES" | "KEPT_RELATIONSHIP" | "MADE_RELATIONSHIP";

/** The two organizations of a merge, and who merges them when. */
export interface MergePair {
  keep: string;
  drop: string;
  by: string;
  today: string;
}

export const item = (
  kind: MergeKind,
  rowKey: string,
  more: Partial<Pick<MergeItem, "intoKey" | "before" | "after">> = {},
): MergeItem => ({ kind, rowKey, intoKey: null, before: null, after: null, ...more });

/** Thrown within an undoing that has something in its way; nothing of it lasts. */
export class UndoBlocked extends Error {}

/**
 * What a merge does with every column that names an entity. tests/merging.test.ts compares it with the foreign keys of the database, so that
 * a table that comes later cannot be forgotten.
 */
export const entityColumns: Readonly<Record<string, string>> = {
  "organization.entity_id": "stays; blanks of the kept one are filled, a code moves",
  "organization_match_key.entity_id": "follows the name; the merged one has none",
  "organization_name.entity_id": "moves, as a former name",
  "scenario_platform.entity_id": "never an organization",
  "source_identity.entity_id": "moves",
  "relationship.source_id": "withdrawn, and written again",
  "relationship.target_id": "withdrawn, and written again",
  "client_period.entity_id": "follows the accounts",
  "account.holder_id": "withdrawn, and written again",
  "facility.holder_id": "withdrawn, and written again",
  "organization_site.entity_id": "moves",
  "participant.entity_id": "moves",
  "contact.subject_id": "moves",
  "contact.organization_id": "moves",
  "consent.subject_id": "moves",
  "money_event.payee_id": "moves",
  "money_event.person_id": "never an organization",
  "personal_erasure.subject_id": "never an organization",
  "erased_identity.entity_id": "never an organization",
  "import_change.entity_id": "stays: it tells of the import",
  "match_candidate.entity_id": "moves",
  "match_candidate.candidate_id": "moves",
  "client_period_past.entity_id": "stays: it tells what was known",
  "entity_past.entity_id": "stays: it tells what was known",
  "organization_merge.keep_id": "stays: it tells of the merge",
  "organization_merge.drop_id": "stays: it tells of the merge",
};
