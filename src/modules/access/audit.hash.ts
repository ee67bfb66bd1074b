import { createHash } from "node:crypto";
import { sql } from "kysely";

/** A row of the audit log as it is sealed: every value as the text that docs/audit.md says, null where there is none. */
export interface SealedRow {
  id: string;
  transactionId: string;
  recordedAt: string;
  actor: string;
  role: string;
  client: string | null;
  branchId: string | null;
  platformId: string | null;
  operation: string;
  outcome: string;
  code: string | null;
  purpose: string | null;
  subjects: string[];
  count: number;
  minute: string | null;
}

const instant = (column: string) =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The columns of a SealedRow, from audit_entry e. */
export const sealedColumns = sql`e.id::text as id, e.transaction_id::text as "transactionId", ${instant("e.recorded_at")} as "recordedAt",
  e.actor, e.role, e.client, e.branch_id::text as "branchId", e.platform_id::text as "platformId", e.operation, e.outcome, e.code,
  e.purpose, e.subjects, e.count, ${instant("e.minute")} as minute`;

/** What the first row's hash is made over. */
export const beginning = Buffer.alloc(32);

/**
 * The hash of a row at a position of the chain: SHA-256 over the hash before it and one line of JSON. Documented in docs/audit.md, and
 * never to be changed: a chain of years must still verify.
 */
export function chainHash(before: Buffer, position: bigint, row: SealedRow): Buffer {
  const line = JSON.stringify([
    position.toString(),
    row.id,
    row.transactionId,
    row.recordedAt,
    row.actor,
    row.role,
    row.client,
    row.branchId,
    row.platformId,
    row.operation,
    row.outcome,
    row.code,
    row.purpose,
    row.subjects,
    row.count,
    row.minute,
  ]);
  return createHash("sha256").update(before).update(line, "utf8").digest();
}
