import { sql } from "kysely";
import type { Em } from "../database.ts";
import type { ErrorCode } from "./error-codes.ts";
import type { Viewer } from "./viewer.ts";

/** One act of a viewer. It names things by their ids alone, so that erasing a person leaves the log whole. */
export interface Act {
  /** The root field that was asked, e.g. "registerParticipants", or a job's name. */
  operation: string;
  /** `kind:key` of everything touched (auditSubject); never a name, a number or any other value. */
  subjects: readonly string[];
  /** Why, where the operation asks for a purpose: a code of ours, no free text of the caller's. */
  purpose?: string | null;
  /** Null or not given: it was done. A code: it was refused for this. */
  refused?: ErrorCode | null;
}

/** Who acts: a viewer, or the bank's own machinery by name (a job, an import). */
export type Actor = Viewer | { kind: "system"; subject: string };

/** How the audit log names a thing. */
export const auditSubject = (kind: string, key: string): string => `${kind}:${key}`;

const subjectShape = /^[A-Za-z][\w-]{0,30}:[\w:.-]{1,120}$/;
/** The same thing as an id of the API, which is just this text made opaque (ids.ts); so things without a type of the API have one too. */
export const idOfSubject = (subject: string): string => Buffer.from(subject).toString("base64url");

/** How the log names what an id names; null for what is no id. */
export function subjectOfId(id: string): string | null {
  if (id.length > 220) return null;
  const subject = Buffer.from(id, "base64url").toString("utf8");
  return subjectShape.test(subject) && idOfSubject(subject) === id ? subject : null;
}

/**
 * Writes an act into the audit log, in the transaction that it speaks of: both last or neither. Call it before what it speaks of is shown
 * to anybody. Works in a viewer's transaction and in the system's.
 */
export async function recordAct(
  tx: Em,
  actor: Actor,
  { operation, subjects, purpose = null, refused = null }: Act,
): Promise<void> {
  const staff = actor.kind === "staff" ? actor : null;
  await sql`insert into audit_entry (actor, role, client, branch_id, platform_id, operation, outcome, code, purpose, subjects) values (
    ${actor.subject}, ${actor.kind === "system" ? "SYSTEM" : actor.role}, ${actor.kind === "system" ? null : actor.client}, ${staff?.branchId ?? null},
    ${actor.kind === "platform" ? actor.platformId : null}, ${operation}, ${refused ? "REFUSED" : "DONE"}, ${refused}, ${purpose}, ${[...subjects]}::text[])`.execute(
    tx.getKysely(),
  );
}
