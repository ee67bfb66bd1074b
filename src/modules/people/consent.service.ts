import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { type Day, parseDay } from "../../shared/day.ts";
import { keyOf } from "../../shared/ids.ts";
import { lockKeys } from "../../shared/locks.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem, asViewer } from "../../shared/session.ts";
import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import type { StaffViewer } from "../../shared/viewer.ts";
import { readConsent } from "./consent.loader.ts";
import type { ConsentPayload, RecordConsentInput, WithdrawConsentInput } from "./consent.type.ts";
import type { GivenConsentInput } from "./contact.type.ts";
import type { ConsentPurpose } from "./personal.enums.ts";
import { lockSubject, noSubject, problem } from "./subject.service.ts";

const refused = (...userErrors: UserError[]): ConsentPayload => ({ consent: null, outcome: null, userErrors });

/** A consent as it may be kept, or what is wrong with it. */
export function checkGiven(
  input: GivenConsentInput,
  today: Day,
): { givenOn: Day; note: string | null; problems: UserError[] } {
  const problems: UserError[] = [];
  const day = input.givenOn == null ? today : parseDay(input.givenOn);
  if (!day) problems.push(problem("DATE_INVALID", "givenOn"));
  else if (day > today) problems.push(problem("DATE_FUTURE", "givenOn"));
  const note = input.note == null ? null : cleanText(input.note);
  if (note?.error && note.error !== "TEXT_EMPTY") problems.push(problem(note.error, "note"));
  return { givenOn: day ?? today, note: note?.text ?? null, problems };
}

/** Keeps a consent under the viewer's branch. One that stands there already stays as it is; others' are not looked at. */
export function recordConsent({ em, viewer, today }: Context, input: RecordConsentInput): Promise<ConsentPayload> {
  const given = checkGiven(input, today);
  if (given.problems.length) return Promise.resolve(refused(...given.problems));
  return retrying(() =>
    asViewer(em, viewer, async (tx) => {
      const subject = await lockSubject(tx, input);
      if (!subject) return refused(noSubject(input));
      if (!subject.isPersonal)
        return refused(problem("BAD_INPUT", "subjectId", "Persons and individual businesses give consents."));
      const { id, isNew } = await keepConsent(tx, viewer as StaffViewer, subject.key, input.purpose, input, today);
      await recordAct(tx, viewer, {
        operation: "recordConsent",
        subjects: [auditSubject("consent", id), auditSubject("entity", subject.key)],
        purpose: input.purpose,
      });
      return { consent: await readConsent(tx, id), outcome: isNew ? "CREATED" : "UNCHANGED", userErrors: [] };
    }),
  );
}

/** The row of a consent in the viewer's transaction, whose caller has checked it and holds the lock on its subject. */
export async function keepConsent(
  tx: Em,
  viewer: StaffViewer,
  subject: string,
  purpose: ConsentPurpose,
  input: GivenConsentInput,
  today: Day,
): Promise<{ id: string; isNew: boolean }> {
  const { givenOn, note } = checkGiven(input, today);
  const { rows: standing } = await sql<{ id: string }>`select id from consent where subject_id = ${subject}::bigint
    and purpose = ${purpose} and branch_id is not distinct from ${viewer.branchId}::bigint and withdrawn_on is null`.execute(
    tx.getKysely(),
  );
  if (standing[0]) return { id: standing[0].id, isNew: false };
  const { rows } = await sql<{ id: string }>`
    insert into consent (subject_id, purpose, source, note, given_on, branch_id, recorded_by)
    values (${subject}::bigint, ${purpose}, ${input.source}, ${note}, ${givenOn}::date, ${viewer.branchId}::bigint, ${viewer.subject})
    returning id`.execute(tx.getKysely());
  return { id: rows[0]!.id, isNew: true };
}

/**
 * A person who takes a consent back takes it back from the bank: every branch's consent for that purpose given until then ends on that
 * day, and with the last one for CONTACT the contacts that were kept on it lose their values (PIPL article 47).
 */
export async function withdrawConsent(
  { em, viewer, today }: Context,
  input: WithdrawConsentInput,
): Promise<ConsentPayload> {
  const key = keyOf("consent", input.consentId);
  const day = input.withdrawnOn == null ? today : parseDay(input.withdrawnOn);
  const standing = key && (await asViewer(em, viewer, (tx) => readConsent(tx, key)));
  if (!standing) return refused(problem("NOT_FOUND", "consentId"));
  if (!day) return refused(problem("DATE_INVALID", "withdrawnOn"));
  if (day > today) return refused(problem("DATE_FUTURE", "withdrawnOn"));
  if (day < standing.givenOn) return refused(problem("DATE_ORDER", "withdrawnOn"));
  const isWithdrawn = await retrying(() => asSystem(em, (tx) => withdraw(tx, viewer as StaffViewer, key, day, today)));
  const consent = await asSystem(em, (tx) => readConsent(tx, key));
  return { consent, outcome: isWithdrawn ? "UPDATED" : "UNCHANGED", userErrors: [] };
}

async function withdraw(tx: Em, viewer: StaffViewer, key: string, day: Day, today: Day): Promise<boolean> {
  const db = tx.getKysely();
  const { rows } = await sql<{ subject_id: string; purpose: ConsentPurpose }>`
    select subject_id, purpose from consent where id = ${key}::bigint`.execute(db);
  const { subject_id: subject, purpose } = rows[0]!;
  await lockKeys(tx, "person", [subject]);
  const { rows: withdrawn } = await sql<{ id: string }>`
    update consent set withdrawn_on = ${day}::date, withdrawn_by = ${viewer.subject}, withdrawn_at = now()
    where subject_id = ${subject} and purpose = ${purpose} and withdrawn_on is null and given_on <= ${day}::date
    returning id`.execute(db);
  if (withdrawn.length === 0) return false;
  const ended = purpose === "CONTACT" ? await endUnagreed(tx, viewer, subject, today) : [];
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

/** Ends the contacts of somebody without a consent to keep them; answers which. */
async function endUnagreed(tx: Em, viewer: StaffViewer, subject: string, today: Day): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
  }>`update contact set value = null, ended_by = ${viewer.subject}, ended_at = now()
    where subject_id = ${subject}::bigint and ended_at is null and not exists (select from consent c
      where c.subject_id = ${subject}::bigint and c.purpose = 'CONTACT' and c.given_on <= ${today}::date and c.withdrawn_on is null)
    returning id`.execute(tx.getKysely());
  return rows.map(({ id }) => id);
}
