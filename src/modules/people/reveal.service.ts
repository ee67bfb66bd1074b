import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { keyOf } from "../../shared/ids.ts";
import { asViewer } from "../../shared/session.ts";
import type { UserError } from "../../shared/user-error.ts";
import { isAgreed } from "./consent.loader.ts";
import type { RevealedContactType, RevealedMoneyEventType, RevealInput, RevealPayload } from "./reveal.type.ts";
import { problem } from "./subject.service.ts";

const refused = (error: UserError): RevealPayload => ({ contact: null, moneyEvent: null, userErrors: [error] });

/** What is asked for: where it stands, whose it is, and whether it is personal. Its value is not read yet. */
interface Asked {
  table: "contact" | "money_event";
  key: string;
  subject: string;
  isPersonal: boolean;
}

/**
 * Shows one masked value: to whom row-level security shows the row, with the person's consent for the purpose in force today, and after the
 * audit log has it. All in one transaction, whose value is answered only when it is committed: a reveal that could not be written down
 * reveals nothing.
 */
export function reveal({ em, viewer, today }: Context, input: RevealInput): Promise<RevealPayload> {
  return asViewer(em, viewer, async (tx) => {
    if ((input.contactId == null) === (input.moneyEventId == null))
      return refused(problem("BAD_INPUT", "contactId", "Give either contactId or moneyEventId."));
    const asked = await find(tx, input);
    if (!asked) return refused(problem("NOT_FOUND", input.contactId == null ? "moneyEventId" : "contactId"));
    const kind = asked.table === "contact" ? "contact" : "moneyEvent";
    const subjects = [auditSubject(kind, asked.key), auditSubject("entity", asked.subject)];
    const refusal = await refusalOf(tx, asked, input.purpose, today);
    await recordAct(tx, viewer, { operation: "reveal", subjects, purpose: input.purpose, refused: refusal });
    if (refusal) return refused(problem(refusal, "purpose"));
    if (asked.table === "money_event")
      return { contact: null, moneyEvent: await readMoneyEvent(tx, asked.key), userErrors: [] };
    const contact = await readContact(tx, asked.key);
    // Ended at this very instant: written down, and not shown.
    return contact ? { contact, moneyEvent: null, userErrors: [] } : refused(problem("NOT_FOUND", "contactId"));
  });
}

/** Why a purpose opens nothing, who asks without consent being written down too; null: it does. */
async function refusalOf(
  tx: Em,
  { table, subject, isPersonal }: Asked,
  purpose: RevealInput["purpose"],
  today: string,
) {
  if ((table === "money_event") !== (purpose === "SENSITIVE_FINANCIAL")) return "PURPOSE_UNFIT";
  return isPersonal && !(await isAgreed(tx, subject, purpose, today)) ? "CONSENT_MISSING" : null;
}

async function find(tx: Em, { contactId, moneyEventId }: RevealInput): Promise<Asked | null> {
  const [table, key] =
    contactId == null
      ? (["money_event", keyOf("moneyEvent", moneyEventId!)] as const)
      : (["contact", keyOf("contact", contactId)] as const);
  const { rows } = await (table === "contact"
    ? sql<Asked>`select 'contact' as table, c.id as key, c.subject_id as subject,
        e.type = 'PERSON' or e.category = 'INDIVIDUAL_BUSINESS' as "isPersonal"
        from contact c join entity e on e.id = c.subject_id where c.id = ${key}::bigint and c.ended_at is null`
    : sql<Asked>`select 'money_event' as table, m.id as key, m.person_id as subject, true as "isPersonal"
        from money_event m where m.id = ${key}::bigint`
  ).execute(tx.getKysely());
  return rows[0] ?? null;
}

async function readContact(tx: Em, key: string): Promise<RevealedContactType | null> {
  const { rows } =
    await sql<RevealedContactType>`select c.value, e.name from contact c join entity e on e.id = c.subject_id
    where c.id = ${key}::bigint and c.ended_at is null`.execute(tx.getKysely());
  return rows[0] ?? null;
}

async function readMoneyEvent(tx: Em, key: string): Promise<RevealedMoneyEventType> {
  const { rows } = await sql<{ amount: string; currency: string; payee: string | null }>`
    select m.amount::text as amount, m.currency, coalesce(m.payee_name, e.name) as payee
    from money_event m left join entity e on e.id = m.payee_id where m.id = ${key}::bigint`.execute(tx.getKysely());
  const { amount, currency, payee } = rows[0]!;
  return { amount: { amount, currency }, payeeName: payee };
}
