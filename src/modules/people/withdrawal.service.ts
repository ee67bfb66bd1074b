import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { type Day, parseDay } from "../../shared/day.ts";
import { keyOf } from "../../shared/ids.ts";
import { lockKeys } from "../../shared/locks.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem, asViewer } from "../../shared/session.ts";
import type { UserError } from "../../shared/user-error.ts";
import { type StaffViewer, seesWholeBank } from "../../shared/viewer.ts";
import { readConsent } from "./consent.loader.ts";
import type { ConsentPayload, WithdrawConsentInput } from "./consent.type.ts";
import type { ConsentPurpose } from "./personal.enums.ts";
import { problem } from "./subject.service.ts";

/** What may be taken back: whose consent, and whether the viewer's branch recorded it or serves the person. */
interface Standing {
  subject: string;
  purpose: ConsentPurpose;
  givenOn: Day;
  isOwn: boolean;
  isServed: boolean;
}

const refused = (...userErrors: UserError[]): ConsentPayload => ({ consent: null, outcome: null, userErrors });
const notServed = "A branch that does not serve the person takes back only what it recorded itself.";

/**
 * A person who takes a consent back takes it back from the bank: every branch's consent for that purpose given until then ends on that day,
 * and with the last one for CONTACT the contacts kept on it lose their values (PIPL article 47). So far goes head office alone: a branch
 * that serves the person ends every consent and no contact but its own, and one that does not, what it recorded itself and nothing else.
 */
export async function withdrawConsent(
  { em, viewer, today }: Context,
  input: WithdrawConsentInput,
): Promise<ConsentPayload> {
  const staff = viewer as StaffViewer;
  const key = keyOf("consent", input.consentId);
  const day = input.withdrawnOn == null ? today : parseDay(input.withdrawnOn);
  const standing = key && (await asViewer(em, viewer, (tx) => readStanding(tx, staff, key, today)));
  if (!standing) return refused(problem("NOT_FOUND", "consentId"));
  if (!day) return refused(problem("DATE_INVALID", "withdrawnOn"));
  if (day > today) return refused(problem("DATE_FUTURE", "withdrawnOn"));
  if (day < standing.givenOn) return refused(problem("DATE_ORDER", "withdrawnOn"));
  if (!standing.isOwn && !standing.isServed) return refused(problem("FORBIDDEN", "consentId", notServed));
  const isWithdrawn = await retrying(() => asSystem(em, (tx) => withdraw(tx, staff, standing, day, today)));
  const consent = await asSystem(em, (tx) => readConsent(tx, key));
  return { consent, outcome: isWithdrawn ? "UPDATED" : "UNCHANGED", userErrors: [] };
}

/**
 * Null when the viewer may not see the consent. A branch serves a person who holds an open account there, or has a role at an organization
 * that does, or whose money moved there: nothing that its staff could make up to reach further.
 */
async function readStanding(tx: Em, viewer: StaffViewer, key: string, today: Day): Promise<Standing | null> {
  const { rows } = await sql<Standing>`
    select c.subject_id as subject, c.purpose, c.given_on as "givenOn",
      c.branch_id is not distinct from ${viewer.branchId}::bigint as "isOwn",
      ${seesWholeBank(viewer)} or exists (select from money_event m where m.person_id = c.subject_id)
        or exists (select from account a where a.withdrawn_at is null and a.opened_on <= ${today}::date
          and (a.closed_on is null or a.closed_on > ${today}::date) and a.holder_id in (
            select c.subject_id union all select r.target_id from relationship r where r.source_id = c.subject_id
              and r.kind in ('AFFILIATED_WITH', 'OWNS') and r.withdrawn_at is null
              and (r.until is null or r.until > ${today}::date))) as "isServed"
    from consent c where c.id = ${key}::bigint`.execute(tx.getKysely());
  return rows[0] ?? null;
}

async function withdraw(tx: Em, viewer: StaffViewer, standing: Standing, day: Day, today: Day): Promise<boolean> {
  const { subject, purpose, isServed } = standing;
  await lockKeys(tx, "person", [subject]);
  const { rows: withdrawn } = await sql<{ id: string }>`
    update consent set withdrawn_on = ${day}::date, withdrawn_by = ${viewer.subject}, withdrawn_at = now()
    where subject_id = ${subject}::bigint and purpose = ${purpose} and withdrawn_on is null and given_on <= ${day}::date
      and (${isServed} or branch_id is not distinct from ${viewer.branchId}::bigint)
    returning id`.execute(tx.getKysely());
  const ended = purpose === "CONTACT" ? await endUnagreed(tx, viewer, standing, today) : [];
  // Head office may come after a branch that withdrew: then there are contacts to end, and no consent any more.
  if (withdrawn.length + ended.length === 0) return false;
  await recordAct(tx, viewer, {
    operation: "withdrawConsent",
    subjects: [
      ...withdrawn.map(({ id }) => auditSubject("consent", id)),
      ...ended.map((id) => auditSubject("contact", id)),
      auditSubject("entity", subject),
    ],
    purpose,
  });
  return true;
}

/** Ends contacts of somebody without a consent to keep them, of no branch but the viewer's, for head office of all; answers which. */
async function endUnagreed(
  tx: Em,
  viewer: StaffViewer,
  { subject, isServed }: Standing,
  today: Day,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update contact set value = null, ended_by = ${viewer.subject}, ended_at = now()
    where subject_id = ${subject}::bigint and ended_at is null
      and (${seesWholeBank(viewer)} or branch_id is not distinct from ${viewer.branchId}::bigint)
      and not exists (select from consent c
        where c.subject_id = ${subject}::bigint and c.purpose = 'CONTACT' and c.given_on <= ${today}::date and c.withdrawn_on is null
          and (${isServed} or c.branch_id is not distinct from ${viewer.branchId}::bigint))
    returning id`.execute(tx.getKysely());
  return rows.map(({ id }) => id);
}
