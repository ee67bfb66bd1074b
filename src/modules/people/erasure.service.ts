import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { type Actor, auditSubject, recordAct } from "../../shared/audit.service.ts";
import type { Day } from "../../shared/day.ts";
import { lockKeys } from "../../shared/locks.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { buryIdentities, canBury, lockIdentitiesOf } from "../organizations/tombstone.service.ts";
import type { ErasedTableType, ErasePersonalDataInput, ErasePersonalDataPayload } from "./erasure.type.ts";
import { countRows, findPerson, noPerson } from "./export.service.ts";
import { blankRefusedRows, refuseWaitingRows } from "./import-rows.erasure.ts";
import { type NameFate, nameFate, whyNameStays } from "./name.retention.ts";
import { personalTables } from "./personal.tables.ts";
import { problem } from "./subject.service.ts";

/** Stands where a name stood; nobody is shown it, for an erased person is masked. */
const noName = "***";

/**
 * Erases a person: all that no law keeps, at once; the rest when its time is over, by the daily roll. Relationships stay, with a masked
 * person at their end whom a later import of the same number finds, and does not name. Says what was done, table by table.
 */
export async function erasePersonalData(
  { em, viewer, today }: Context,
  input: ErasePersonalDataInput,
): Promise<ErasePersonalDataPayload> {
  if (!canBury()) return { tables: [], userErrors: [problem("ERASURE_KEY_MISSING", "personId")] };
  return retrying(() =>
    asSystem(em, async (tx) => {
      const person = (await findPerson(tx, input))?.key;
      if (!person) return { tables: [], userErrors: [noPerson(input)] };
      await lockPerson(tx, person);
      const fate = await nameFate(tx, person, today);
      const tables = await tell(tx, person, fate);
      if (input.dryRun) return { tables, userErrors: [] };
      await recordAct(tx, viewer, {
        operation: "erasePersonalData",
        subjects: [auditSubject("entity", person)],
        purpose: input.reason,
      });
      await sql`insert into personal_erasure (subject_id, reason, requested_on, requested_by)
        values (${person}::bigint, ${input.reason}, ${today}::date, ${viewer.subject})
        on conflict do nothing`.execute(tx.getKysely());
      await erase(tx, person, fate, viewer.subject, today);
      return { tables, userErrors: [] };
    }),
  );
}

/** Looks again at those whose name was kept, and erases it where nothing keeps it any more. Answers how many changed. */
export async function completeErasures(em: Em, today: Day): Promise<number> {
  const waiting = await asSystem(em, (tx) =>
    sql<{ subject_id: string }>`select subject_id from personal_erasure where completed_on is null order by id`
      .execute(tx.getKysely())
      .then(({ rows }) => rows.map((row) => row.subject_id)),
  );
  const actor: Actor = { kind: "system", subject: "completeErasures" };
  let changed = 0;
  for (const person of waiting.length && canBury() ? waiting : []) {
    changed += await retrying(() =>
      asSystem(em, async (tx) => {
        await lockPerson(tx, person);
        const fate = await nameFate(tx, person, today);
        const { rows } =
          await sql`select from entity where id = ${person}::bigint and (${fate} = 'GONE' or (${fate} = 'STORED' and not is_erased))`.execute(
            tx.getKysely(),
          );
        if (rows.length === 0) return 0;
        await recordAct(tx, actor, { operation: "erasePersonalData", subjects: [auditSubject("entity", person)] });
        await eraseName(tx, person, fate, today);
        return 1;
      }),
    );
  }
  return changed;
}

/** Nobody imports, records or reveals anything of the person meanwhile. */
async function lockPerson(tx: Em, person: string): Promise<void> {
  await lockIdentitiesOf(tx, person);
  await lockKeys(tx, "person", [person]);
}

async function tell(tx: Em, person: string, fate: NameFate): Promise<ErasedTableType[]> {
  const counts = new Map((await countRows(tx, person)).map(({ table, rows }) => [table, rows]));
  return personalTables
    .filter(({ table }) => counts.get(table)! > 0)
    .map(({ table, onErasure, because }) => {
      const rows = counts.get(table)!;
      if (onErasure) return { table, rows, outcome: onErasure, because };
      const gone = table === "entity" ? "ANONYMISED" : "DELETED";
      return { table, rows, outcome: fate === "GONE" ? gone : "KEPT", because: whyNameStays[fate] };
    });
}

async function erase(tx: Em, person: string, fate: NameFate, by: string, today: Day): Promise<void> {
  const db = tx.getKysely();
  await sql`delete from contact where subject_id = ${person}::bigint`.execute(db);
  await sql`delete from money_event where person_id = ${person}::bigint`.execute(db);
  // In another person's event the payee was this one.
  await sql`update money_event set payee_id = null where payee_id = ${person}::bigint`.execute(db);
  await sql`delete from organization_site where entity_id = ${person}::bigint`.execute(db);
  await blankRefusedRows(tx, person);
  await sql`delete from import_change where entity_id = ${person}::bigint`.execute(db);
  await sql`update consent set note = null where subject_id = ${person}::bigint`.execute(db);
  await sql`update consent set withdrawn_on = greatest(given_on, ${today}::date), withdrawn_by = ${by}, withdrawn_at = now()
    where subject_id = ${person}::bigint and withdrawn_on is null`.execute(db);
  await sql`update evidence_detail d set reference = null from evidence v, relationship r
    where v.id = d.evidence_id and r.id = v.relationship_id and ${person}::bigint in (r.source_id, r.target_id) and d.amount is null`.execute(
    db,
  );
  await eraseName(tx, person, fate, today);
}

async function eraseName(tx: Em, person: string, fate: NameFate, today: Day): Promise<void> {
  const db = tx.getKysely();
  if (fate === "OPEN") return;
  if (fate === "STORED") {
    await sql`update entity set is_erased = true where id = ${person}::bigint`.execute(db);
    return;
  }
  await refuseWaitingRows(tx, person);
  await buryIdentities(tx, person);
  await sql`update entity set is_erased = true, name = ${noName}, region = null, industry = null where id = ${person}::bigint`.execute(
    db,
  );
  await sql`update personal_erasure set completed_on = ${today}::date
    where subject_id = ${person}::bigint and completed_on is null`.execute(db);
}
