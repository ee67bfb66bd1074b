import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { type Day, parseDay } from "../../shared/day.ts";
import { retrying } from "../../shared/retry.ts";
import { asViewer } from "../../shared/session.ts";
import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import type { StaffViewer } from "../../shared/viewer.ts";
import { readConsent } from "./consent.loader.ts";
import type { ConsentPayload, RecordConsentInput } from "./consent.type.ts";
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
