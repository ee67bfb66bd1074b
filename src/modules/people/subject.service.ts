import { sql } from "kysely";
import type { Em } from "../../database.ts";
import type { ErrorCode } from "../../shared/error-codes.ts";
import { errorCodes } from "../../shared/error-codes.ts";
import { keyOf } from "../../shared/ids.ts";
import { lockKeys } from "../../shared/locks.ts";
import type { UserError } from "../../shared/user-error.ts";
import { isMaskedPerson } from "../graph/entity.loader.ts";

/** How a caller names somebody. A masked person has no id that a query accepts, and is named by a relationship, whose id is open. */
export interface SubjectInput {
  subjectId?: string | null;
  relationshipId?: string | null;
}

/** Somebody who has contacts or gives consents. */
export interface Subject {
  key: string;
  type: "PERSON" | "ORGANIZATION";
  /** A person or an individual business, whose contacts are personal data and need consent. */
  isPersonal: boolean;
  /** The organization that the relationship leads to, when one was named. */
  organizationKey: string | null;
}

/** For row-level security, the subject is looked for as the viewer; for locks, nothing of it can be erased while it is written about. */
export async function lockSubject(tx: Em, input: SubjectInput): Promise<Subject | null> {
  const found = await findSubject(tx, input);
  if (!found) return null;
  await lockKeys(tx, "person", [found.key]);
  // Looked for again: an erasure may have been waited for.
  return findSubject(tx, input);
}

const isPersonal = sql<boolean>`(e.type = 'PERSON' or e.category = 'INDIVIDUAL_BUSINESS')`;

/** Null for an id that is no id of ours, names nobody, or somebody whom it may not name. isAnybody: whoever asks may know all, erased ones too. */
export async function findSubject(tx: Em, input: SubjectInput, { isAnybody = false } = {}): Promise<Subject | null> {
  if (!isNamedOnce(input)) return null;
  const entity = input.subjectId == null ? null : keyOf("entity", input.subjectId);
  const relationship = input.relationshipId == null ? null : keyOf("relationship", input.relationshipId);
  const open = isAnybody ? sql`true` : sql`not ${isMaskedPerson}`;
  const standing = isAnybody ? sql`true` : sql`not e.is_erased`;
  const { rows } = await sql<Subject>`
    select e.id as key, e.type, ${isPersonal} as "isPersonal", null as "organizationKey" from entity d join entity e on e.id = coalesce(d.merged_into, d.id)
      where d.id = ${entity}::bigint and e.type in ('PERSON', 'ORGANIZATION') and ${open}
    union all
    select e.id, e.type, true, r.target_id from relationship r join entity e on e.id = r.source_id
      where r.id = ${relationship}::bigint and r.withdrawn_at is null and r.kind in ('AFFILIATED_WITH', 'OWNS') and e.type = 'PERSON' and ${standing}`.execute(
    tx.getKysely(),
  );
  return rows[0] ?? null;
}

/** Exactly one way of naming. */
export const isNamedOnce = ({ subjectId, relationshipId }: SubjectInput): boolean =>
  (subjectId == null) !== (relationshipId == null);

/** What the caller can mend, in the table's own words unless said. */
export const problem = (code: ErrorCode, field: string, message: string = errorCodes[code]): UserError => ({
  code,
  message,
  field: [field],
});

/** Why a subject was not found, on the field that named it. */
export const noSubject = (input: SubjectInput): UserError =>
  isNamedOnce(input)
    ? problem("NOT_FOUND", input.subjectId == null ? "relationshipId" : "subjectId")
    : problem("BAD_INPUT", "subjectId", "Give either subjectId or relationshipId.");
