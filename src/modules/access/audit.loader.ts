import { createHash } from "node:crypto";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Context } from "../../context.ts";
import { textAsked } from "../../shared/asked.ts";
import { idOfSubject, subjectOfId } from "../../shared/audit.service.ts";
import { decodeCursor, encodeCursor, type Page, toPage } from "../../shared/connection.ts";
import { badInput } from "../../shared/errors.ts";
import { decodeId, encodeId } from "../../shared/ids.ts";
import { instantAsked, instantText } from "../../shared/instant.ts";
import { asSystem, asViewer } from "../../shared/session.ts";
import type { AuditEntryEdgeType, AuditEntryType, AuditFilter } from "./audit.type.ts";

interface Row extends Omit<AuditEntryType, "id" | "branch" | "platform" | "seal"> {
  id: string;
  branchId: string | null;
  platformId: string | null;
  position: string | null;
  hash: string;
  sealedAt: string;
}

/** A page of the log, newest first. Read in the viewer's session: the database shows the log to those alone who see the whole bank. */
export async function findEntries(
  context: Context,
  filter: AuditFilter,
  first: number,
  after: string | null,
): Promise<Page<AuditEntryEdgeType>> {
  const asked = await conditions(context, filter);
  const question = `auditLog:${createHash("sha256").update(JSON.stringify(asked)).digest("base64url").slice(0, 16)}`;
  const before = decodeCursor(question, ["id"], after)?.[0] ?? null;
  const { rows } = await asViewer(context.em, context.viewer, (tx) =>
    sql<Row>`select e.id, ${instantText("e.recorded_at")} as "recordedAt", e.actor, e.role, e.client, e.branch_id as "branchId",
      e.platform_id as "platformId", e.operation, e.outcome, e.code, e.purpose, e.subjects, e.count, ${instantText("e.minute")} as minute,
      s.position::text as position, encode(s.hash, 'hex') as hash, ${instantText("s.sealed_at")} as "sealedAt"
    from (select * from audit_entry e where ${where(asked, before)} order by e.id desc limit ${first + 1}) e
    left join audit_seal s on s.entry_id = e.id order by e.id desc`.execute(tx.getKysely()),
  );
  const edges = rows.map((row) => ({ cursor: encodeCursor(question, [row.id]), node: toEntry(row) }));
  return toPage(edges, first, after);
}

type Asked = Awaited<ReturnType<typeof conditions>>;

async function conditions(context: Context, filter: AuditFilter) {
  return {
    actor: textAsked("actor", filter.actor, 300),
    operation: textAsked("operation", filter.operation, 100),
    subjects: filter.subject == null ? null : await subjectsOf(context, filter.subject),
    outcome: filter.outcome ?? null,
    from: instantAsked("from", filter.from),
    to: instantAsked("to", filter.to),
  };
}

function where(
  { actor, operation, subjects, outcome, from, to }: Asked,
  before: string | number | null,
): RawBuilder<SqlBool> {
  const parts = [
    actor !== null && sql`e.actor = ${actor}`,
    operation !== null && sql`e.operation = ${operation}`,
    subjects !== null && sql`e.subjects && ${subjects}::text[]`,
    outcome !== null && sql`e.outcome = ${outcome}`,
    from !== null && sql`e.recorded_at >= ${from}::timestamptz`,
    to !== null && sql`e.recorded_at < ${to}::timestamptz`,
    before !== null && sql`e.id < ${before}::bigint`,
  ].filter((part) => part !== false);
  return parts.length ? sql<SqlBool>`${sql.join(parts, sql` and `)}` : sql<SqlBool>`true`;
}

/**
 * How the log names what an id names. A platform knows its participants under ids of its own, the log names the bank's organization:
 * such an id finds both.
 */
async function subjectsOf({ em }: Context, id: string): Promise<string[]> {
  const subject = subjectOfId(id);
  if (!subject) throw badInput("subject is no id of ours.");
  const { kind, key } = decodeId(id) ?? {};
  if (!key || (kind !== "participant" && kind !== "participation")) return [subject];
  const { rows } = await asSystem(em, (tx) =>
    sql<{
      id: string;
    }>`select p.entity_id as id from participant p where p.id = ${kind === "participant" ? key : null}::uuid
      or p.id = (select participant_id from participation where id = ${kind === "participation" ? key : null}::uuid)`.execute(
      tx.getKysely(),
    ),
  );
  return [subject, ...rows.map((row) => `entity:${row.id}`)];
}

function toEntry({ branchId, platformId, position, hash, sealedAt, ...row }: Row): AuditEntryType {
  return {
    ...row,
    id: encodeId("auditEntry", row.id),
    branch: branchId && encodeId("branch", branchId),
    platform: platformId && encodeId("entity", platformId),
    subjects: row.subjects.map(idOfSubject),
    seal: position === null ? null : { position, hash, sealedAt },
  };
}
