import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import type { Day } from "../../shared/day.ts";
import { keyOf } from "../../shared/ids.ts";
import { retrying } from "../../shared/retry.ts";
import { asViewer } from "../../shared/session.ts";
import type { UserError } from "../../shared/user-error.ts";
import type { StaffViewer } from "../../shared/viewer.ts";
import { isAgreed } from "./consent.loader.ts";
import { checkGiven, keepConsent } from "./consent.service.ts";
import { contactLimit, readContact } from "./contact.loader.ts";
import type { AddContactInput, ContactPayload, EndContactInput } from "./contact.type.ts";
import { type ContactValue, readEmail, readPhone } from "./contact.value.ts";
import { lockSubject, noSubject, problem, type Subject } from "./subject.service.ts";

const refused = (...userErrors: UserError[]): ContactPayload => ({ contact: null, outcome: null, userErrors });

/**
 * Keeps a contact under the viewer's branch, and only with consent. The same again changes nothing, and is written into the audit log all
 * the same: who could ask unseen whether a number is the one kept would find masked digits by trying.
 */
export async function addContact(context: Context, input: AddContactInput): Promise<ContactPayload> {
  const problems = problemsOf(input, context.today);
  if (problems.length) return refused(...problems);
  const contact = contactOf(input);
  return retrying(() => asViewer(context.em, context.viewer, (tx) => add(tx, context, input, contact)));
}

async function add(
  tx: Em,
  { viewer, today }: Context,
  input: AddContactInput,
  contact: ContactValue,
): Promise<ContactPayload> {
  const staff = viewer as StaffViewer;
  const subject = await lockSubject(tx, input);
  if (!subject) return refused(noSubject(input));
  const organization = await organizationOf(tx, input, subject);
  if (organization === undefined) return refused(problem("NOT_FOUND", "organizationId"));
  const subjects = [auditSubject("entity", subject.key)];
  if (await isFull(tx, staff, subject.key, organization, contact)) {
    // Written down like the same again: the two answers tell apart whether a number is kept.
    await recordAct(tx, viewer, { operation: "addContact", subjects, refused: "TOO_MANY_CONTACTS" });
    return refused(problem("TOO_MANY_CONTACTS", input.phone == null ? "email" : "phone"));
  }
  if (subject.isPersonal && input.consent) {
    const consent = await keepConsent(tx, staff, subject.key, "CONTACT", input.consent, today);
    subjects.unshift(auditSubject("consent", consent.id));
  }
  if (subject.isPersonal && !(await isAgreed(tx, subject.key, "CONTACT", today)))
    return refused(problem("CONSENT_MISSING", "consent"));
  const { id, isNew } = await keepContact(tx, staff, subject.key, organization, { ...input, ...contact });
  await recordAct(tx, viewer, { operation: "addContact", subjects: [auditSubject("contact", id), ...subjects] });
  return { contact: await readContact(tx, id), outcome: isNew ? "CREATED" : "UNCHANGED", userErrors: [] };
}

const contactOf = ({ phone, email }: AddContactInput): ContactValue =>
  phone == null ? readEmail(email!) : readPhone(phone);

function problemsOf(input: AddContactInput, today: Day): UserError[] {
  if ((input.phone == null) === (input.email == null))
    return [problem("BAD_INPUT", "phone", "Give either phone or email.")];
  const { error } = contactOf(input);
  return [
    ...(error ? [problem(error, input.phone == null ? "email" : "phone")] : []),
    ...(input.consent ? checkGiven(input.consent, today).problems : []).map((one) => ({
      ...one,
      field: ["consent", ...one.field!],
    })),
  ];
}

/** The organization in whose business the contact was given; undefined when the one that was named is none. */
async function organizationOf(tx: Em, input: AddContactInput, subject: Subject): Promise<string | null | undefined> {
  if (input.organizationId == null) return subject.organizationKey;
  const key = keyOf("entity", input.organizationId);
  if (!key || subject.type !== "PERSON" || subject.organizationKey) return undefined;
  const { rows } = await sql<{ key: string }>`select coalesce(merged_into, id) as key from entity
    where id = ${key}::bigint and type = 'ORGANIZATION'`.execute(tx.getKysely());
  return rows[0]?.key;
}

/** True when the branch keeps as many standing contacts of somebody in that business as it may, and not this one. */
async function isFull(
  tx: Em,
  { branchId }: StaffViewer,
  subject: string,
  organization: string | null,
  { kind, value }: ContactValue,
): Promise<boolean> {
  const { rows } = await sql<{ is_full: boolean }>`
    select count(*) >= ${contactLimit} and not bool_or(kind = ${kind} and value = ${value}) as is_full from contact
    where subject_id = ${subject}::bigint and organization_id is not distinct from ${organization}::bigint
      and branch_id is not distinct from ${branchId}::bigint and ended_at is null`.execute(tx.getKysely());
  return rows[0]!.is_full;
}

async function keepContact(
  tx: Em,
  { branchId, subject: by }: StaffViewer,
  subject: string,
  organization: string | null,
  { kind, value, source }: Pick<ContactValue, "kind" | "value"> & Pick<AddContactInput, "source">,
): Promise<{ id: string; isNew: boolean }> {
  const { rows: made } = await sql<{ id: string }>`
    insert into contact (subject_id, organization_id, branch_id, kind, value, source, recorded_by)
    values (${subject}::bigint, ${organization}::bigint, ${branchId}::bigint, ${kind}, ${value}, ${source}, ${by})
    on conflict do nothing returning id`.execute(tx.getKysely());
  if (made[0]) return { id: made[0].id, isNew: true };
  const { rows } = await sql<{ id: string }>`select id from contact where subject_id = ${subject}::bigint
    and organization_id is not distinct from ${organization}::bigint and branch_id is not distinct from ${branchId}::bigint
    and kind = ${kind} and value = ${value} and ended_at is null`.execute(tx.getKysely());
  return { id: rows[0]!.id, isNew: false };
}

/** Ends a contact of the viewer's branch, for head office any: its row stays, its value goes. */
export async function endContact({ em, viewer }: Context, { contactId }: EndContactInput): Promise<ContactPayload> {
  const key = keyOf("contact", contactId);
  if (!key) return refused(problem("NOT_FOUND", "contactId"));
  return asViewer(em, viewer, async (tx) => {
    const { rows } = await sql<{ subject_id: string }>`
      update contact set value = null, ended_by = ${viewer.subject}, ended_at = now()
      where id = ${key}::bigint and ended_at is null returning subject_id`.execute(tx.getKysely());
    if (rows[0]) {
      const subjects = [auditSubject("contact", key), auditSubject("entity", rows[0].subject_id)];
      await recordAct(tx, viewer, { operation: "endContact", subjects });
      return { contact: null, outcome: "UPDATED", userErrors: [] };
    }
    const { rows: seen } = await sql<{ is_ended: boolean }>`
      select ended_at is not null as is_ended from contact where id = ${key}::bigint`.execute(tx.getKysely());
    if (seen[0]?.is_ended) return { contact: null, outcome: "UNCHANGED", userErrors: [] };
    return refused(
      seen[0]
        ? problem("FORBIDDEN", "contactId", "Only the branch that recorded a contact, or head office, ends it.")
        : problem("NOT_FOUND", "contactId"),
    );
  });
}
