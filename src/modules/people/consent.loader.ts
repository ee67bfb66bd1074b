import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import type { Day } from "../../shared/day.ts";
import { encodeId } from "../../shared/ids.ts";
import { requestLoader } from "../../shared/loader.ts";
import { answersNode } from "../../shared/nodes.ts";
import { asViewer } from "../../shared/session.ts";
import type { ConsentType } from "./consent.type.ts";
import type { ConsentPurpose, PersonalSource } from "./personal.enums.ts";

interface ConsentRow {
  id: string;
  purpose: ConsentPurpose;
  source: PersonalSource;
  note: string | null;
  given_on: string;
  withdrawn_on: string | null;
  branch_id: string | null;
  recorded_at: Date;
}

const limit = 50;
const columns = sql`c.id, c.purpose, c.source, c.note, c.given_on, c.withdrawn_on, c.branch_id, c.recorded_at`;

/** Consents of a person, latest first; row-level security leaves those that the viewer may see. */
export const loadConsents = requestLoader<string, ConsentType[]>((context, keys) =>
  asViewer(context.em, context.viewer, async (tx) => {
    const { rows } = await sql<ConsentRow & { parent: string }>`
      select p.id as parent, ${columns} from unnest(${[...keys]}::bigint[]) p(id) cross join lateral (
        select * from consent one where one.subject_id = p.id order by one.given_on desc, one.id desc limit ${limit}) c
      order by p.id, c.given_on desc, c.id desc`.execute(tx.getKysely());
    const found = new Map<string, ConsentType[]>(keys.map((key) => [key, []]));
    for (const row of rows) found.get(row.parent)!.push(toConsent(row));
    return keys.map((key) => found.get(key)!);
  }),
);

/** One consent in the viewer's transaction; null when there is none that the viewer may see. */
export async function readConsent(tx: Em, key: string): Promise<ConsentType | null> {
  const { rows } = await sql<ConsentRow>`select ${columns} from consent c where c.id = ${key}::bigint`.execute(
    tx.getKysely(),
  );
  return rows[0] ? toConsent(rows[0]) : null;
}

/** True when somebody's consent for a purpose is in force on a day, as far as the viewer may see consents. */
export async function isAgreed(tx: Em, subject: string, purpose: ConsentPurpose, day: Day): Promise<boolean> {
  const { rows } = await sql`select from consent c where c.subject_id = ${subject}::bigint and c.purpose = ${purpose}
    and c.given_on <= ${day}::date and (c.withdrawn_on is null or c.withdrawn_on > ${day}::date) limit 1`.execute(
    tx.getKysely(),
  );
  return rows.length > 0;
}

const toConsent = (row: ConsentRow): ConsentType => ({
  __typename: "Consent",
  id: encodeId("consent", row.id),
  noteText: row.note,
  purpose: row.purpose,
  source: row.source,
  givenOn: row.given_on,
  withdrawnOn: row.withdrawn_on,
  branch: row.branch_id && encodeId("branch", row.branch_id),
  recordedAt: new Date(row.recorded_at).toISOString(),
});

answersNode("consent", async (context: Context, key) =>
  context.viewer.kind === "staff" ? asViewer(context.em, context.viewer, (tx) => readConsent(tx, key)) : null,
);
