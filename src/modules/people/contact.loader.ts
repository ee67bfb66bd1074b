import { type RawBuilder, sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { encodeId } from "../../shared/ids.ts";
import { requestLoader } from "../../shared/loader.ts";
import { answersNode } from "../../shared/nodes.ts";
import { asViewer } from "../../shared/session.ts";
import { isMaskedPerson } from "../graph/entity.loader.ts";
import type { ContactType } from "./contact.type.ts";
import type { ContactKind, PersonalSource } from "./personal.enums.ts";
import { maskContact, maskName } from "./personal.mask.ts";

interface ContactRow {
  id: string;
  subject_id: string;
  organization_id: string | null;
  kind: ContactKind;
  value: string;
  name: string;
  is_masked: boolean;
  source: PersonalSource;
  branch_id: string | null;
  recorded_at: Date;
}

/** Most contacts that a list shows, and that one branch keeps of somebody in one organization's business. */
export const contactLimit = 50;
const columns = sql`c.id, c.subject_id, c.organization_id, c.kind, c.value, e.name, ${isMaskedPerson} as is_masked, c.source, c.branch_id, c.recorded_at`;

/**
 * Contacts of a person, or of an organization and of people given in its business; row-level security leaves those that the viewer may
 * see. Where there are more than a list shows, the own branch's go before others', and newer ones before older.
 */
export const loadContacts = requestLoader<string, ContactType[]>((context, keys) =>
  asViewer(context.em, context.viewer, async (tx) => {
    const own = context.viewer.kind === "staff" ? context.viewer.branchId : null;
    const { rows } = await sql<ContactRow & { parent: string }>`
      select p.id as parent, ${columns} from unnest(${[...keys]}::bigint[]) p(id) cross join lateral (
        select * from contact one where one.ended_at is null and (one.subject_id = p.id or one.organization_id = p.id)
        order by one.branch_id is not distinct from ${own}::bigint desc, one.id desc limit ${contactLimit}) c
      join entity e on e.id = c.subject_id order by p.id, c.id`.execute(tx.getKysely());
    const found = new Map<string, ContactType[]>(keys.map((key) => [key, []]));
    for (const row of rows) found.get(row.parent)!.push(toContact(row));
    return keys.map((key) => found.get(key)!);
  }),
);

/** One standing contact, masked, in the viewer's transaction; null when there is none that the viewer may see. */
export async function readContact(tx: Em, key: string): Promise<ContactType | null> {
  return (await read(tx, sql`c.id = ${key}::bigint`))[0] ?? null;
}

async function read(tx: Em, which: RawBuilder<unknown>): Promise<ContactType[]> {
  const { rows } = await sql<ContactRow>`select ${columns} from contact c join entity e on e.id = c.subject_id
    where c.ended_at is null and ${which}`.execute(tx.getKysely());
  return rows.map(toContact);
}

const toContact = (row: ContactRow): ContactType => ({
  __typename: "Contact",
  id: encodeId("contact", row.id),
  subjectKey: row.subject_id,
  organizationKey: row.organization_id,
  kind: row.kind,
  value: maskContact(row.kind, row.value),
  name: row.is_masked ? maskName(row.name) : row.name,
  source: row.source,
  branch: row.branch_id && encodeId("branch", row.branch_id),
  recordedAt: new Date(row.recorded_at).toISOString(),
});

answersNode("contact", async (context: Context, key) =>
  context.viewer.kind === "staff" ? asViewer(context.em, context.viewer, (tx) => readContact(tx, key)) : null,
);
