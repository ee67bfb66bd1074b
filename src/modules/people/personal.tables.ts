import { type RawBuilder, sql } from "kysely";
import { refusedRows, waitingRows } from "./import-rows.erasure.ts";
import type { ErasureOutcome } from "./personal.enums.ts";

/** A table that holds something of a person: which of its rows t, what erasing does to them, and why. */
export interface PersonalTable {
  table: string;
  /** Condition on a row t of the table, for the person's key. */
  rows: (person: string) => RawBuilder<unknown>;
  /** Null: name.retention.ts decides by the person. */
  onErasure: ErasureOutcome | null;
  because: string;
}

const relationships = (person: string) =>
  sql`select r.id from relationship r where ${person}::bigint in (r.source_id, r.target_id)`;
const evidence = (person: string) =>
  sql`select v.id from evidence v where v.relationship_id in (${relationships(person)})`;
const accounts = (person: string) => sql`select a.id from account a where a.holder_id = ${person}::bigint`;
const ofBank = "The anti-money-laundering law has the bank keep it for ten years after the business has ended.";
const ofFirm = "A fact about the organization, whose other end is a person without a name.";

/**
 * Every table that holds something of a person, in the order of the export. tests/erasure.test.ts compares it with the foreign keys of the
 * database, so that a later table cannot be forgotten, and docs/personal-data.md with it. Rows of imports name a person by its number, without a key.
 */
export const personalTables: readonly PersonalTable[] = [
  { table: "entity", rows: (person) => sql`t.id = ${person}::bigint`, onErasure: null, because: "" },
  { table: "source_identity", rows: (person) => sql`t.entity_id = ${person}::bigint`, onErasure: null, because: "" },
  { table: "import_pending", rows: waitingRows, onErasure: null, because: "" },
  {
    table: "import_error",
    rows: refusedRows,
    onErasure: "ANONYMISED",
    because: "What stood in a row that was refused is removed; that it was, and why, stays.",
  },
  {
    table: "contact",
    rows: (person) => sql`t.subject_id = ${person}::bigint`,
    onErasure: "DELETED",
    because: "Kept with consent, and no longer wanted.",
  },
  {
    table: "consent",
    rows: (person) => sql`t.subject_id = ${person}::bigint`,
    onErasure: "ANONYMISED",
    because: "Withdrawn, and the note removed; that there was consent must stay provable.",
  },
  {
    table: "money_event",
    rows: (person) => sql`t.person_id = ${person}::bigint`,
    onErasure: "DELETED",
    because: "A working copy; the bank's books stand in the core system.",
  },
  {
    table: "organization_site",
    rows: (person) => sql`t.entity_id = ${person}::bigint`,
    onErasure: "DELETED",
    because: "A person's address is no address of an organization.",
  },
  {
    table: "import_change",
    rows: (person) => sql`t.entity_id = ${person}::bigint`,
    onErasure: "DELETED",
    because: "What stood before an import changed it; a revert of that import puts nothing of the person back.",
  },
  {
    table: "relationship",
    rows: (person) => sql`t.id in (${relationships(person)})`,
    onErasure: "KEPT",
    because: ofFirm,
  },
  {
    table: "relationship_past",
    rows: (person) => sql`t.relationship_id in (${relationships(person)})`,
    onErasure: "KEPT",
    because: ofFirm,
  },
  {
    table: "recorded_period",
    rows: (person) => sql`t.relationship_id in (${relationships(person)})`,
    onErasure: "KEPT",
    because: ofFirm,
  },
  { table: "evidence", rows: (person) => sql`t.id in (${evidence(person)})`, onErasure: "KEPT", because: ofFirm },
  {
    table: "evidence_past",
    rows: (person) => sql`t.evidence_id in (${evidence(person)})`,
    onErasure: "KEPT",
    because: ofFirm,
  },
  {
    table: "evidence_detail",
    rows: (person) => sql`t.evidence_id in (${evidence(person)})`,
    onErasure: "ANONYMISED",
    because: "References are removed where they carry no amount: they may be the number of a personal document.",
  },
  {
    table: "client_period",
    rows: (person) => sql`t.entity_id = ${person}::bigint`,
    onErasure: "KEPT",
    because: ofBank,
  },
  {
    table: "client_period_past",
    rows: (person) => sql`t.entity_id = ${person}::bigint`,
    onErasure: "KEPT",
    because: ofBank,
  },
  { table: "account", rows: (person) => sql`t.holder_id = ${person}::bigint`, onErasure: "KEPT", because: ofBank },
  {
    table: "account_past",
    rows: (person) => sql`t.holder_id = ${person}::bigint`,
    onErasure: "KEPT",
    because: ofBank,
  },
  {
    table: "account_balance",
    rows: (person) => sql`t.account_id in (${accounts(person)})`,
    onErasure: "KEPT",
    because: ofBank,
  },
  { table: "facility", rows: (person) => sql`t.holder_id = ${person}::bigint`, onErasure: "KEPT", because: ofBank },
  {
    table: "personal_erasure",
    rows: (person) => sql`t.subject_id = ${person}::bigint`,
    onErasure: "KEPT",
    because: "That and when the person was erased must stay provable.",
  },
  {
    table: "erased_identity",
    rows: (person) => sql`t.entity_id = ${person}::bigint`,
    onErasure: "KEPT",
    because: "Only a hash of the number, by which a later import finds that the person was erased.",
  },
];

/** Tables whose rows stand for organizations and platforms alone, never for a person, with all that hangs on them. */
export const impersonalTables = [
  "entity_past",
  "organization",
  "scenario_platform",
  "participant",
  "participation",
  "recommendation_note",
  "match_candidate",
  "organization_match_key",
  "organization_name",
  "organization_merge",
];
