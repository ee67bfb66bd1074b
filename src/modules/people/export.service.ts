import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { asSystem } from "../../shared/session.ts";
import type { ExportPersonalDataInput, ExportPersonalDataPayload, PersonalTableType } from "./erasure.type.ts";
import { personalTables } from "./personal.tables.ts";
import { findSubject, isNamedOnce, problem, type Subject } from "./subject.service.ts";

/** Everything that is kept of a person, as one JSON text, after the audit log has it that it was asked for. */
export function exportPersonalData(
  { em, viewer }: Context,
  input: ExportPersonalDataInput,
): Promise<ExportPersonalDataPayload> {
  return asSystem(em, async (tx) => {
    const person = await findPerson(tx, input);
    if (!person) return { document: null, tables: [], userErrors: [noPerson(input)] };
    await recordAct(tx, viewer, { operation: "exportPersonalData", subjects: [auditSubject("entity", person.key)] });
    const document: Record<string, unknown[]> = {};
    for (const { table, rows } of personalTables) {
      const { rows: found } = await sql<{ row: unknown }>`
        select to_jsonb(t) as row from ${sql.table(table)} t where ${rows(person.key)} order by to_jsonb(t)::text`.execute(
        tx.getKysely(),
      );
      document[table] = found.map(({ row }) => row);
    }
    const tables = Object.entries(document).map(([table, rows]) => ({ table, rows: rows.length }));
    return { document: JSON.stringify(document), tables, userErrors: [] };
  });
}

/** How many rows each table holds of a person. */
export async function countRows(tx: Em, person: string): Promise<PersonalTableType[]> {
  const counts: PersonalTableType[] = [];
  for (const { table, rows } of personalTables) {
    const { rows: found } = await sql<{ count: string }>`
      select count(*) as count from ${sql.table(table)} t where ${rows(person)}`.execute(tx.getKysely());
    counts.push({ table, rows: Number(found[0]!.count) });
  }
  return counts;
}

/** The person named, whether open, masked or erased: for head office, which alone may ask. */
export async function findPerson(tx: Em, input: ExportPersonalDataInput): Promise<Subject | null> {
  const found = await findSubject(tx, namedBy(input), { isAnybody: true });
  return found?.type === "PERSON" ? found : null;
}

/** Why there is nobody, on the field that named him. */
export const noPerson = (input: ExportPersonalDataInput) =>
  isNamedOnce(namedBy(input))
    ? problem("NOT_FOUND", input.personId == null ? "relationshipId" : "personId")
    : problem("BAD_INPUT", "personId", "Give either personId or relationshipId.");

const namedBy = ({ personId, relationshipId }: ExportPersonalDataInput) => ({ subjectId: personId, relationshipId });
