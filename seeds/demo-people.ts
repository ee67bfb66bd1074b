import { sql } from "kysely";
import type { Em } from "../src/database.ts";
import type { DemoFiles, DemoRow } from "./demo-files.ts";
import { type Ids, insert } from "./demo-insert.ts";

/** Contacts, consents and money events, as if each branch had recorded its own. */
export async function writePeople(tx: Em, files: DemoFiles, entities: Ids): Promise<void> {
  const { rows } = await sql<{ code: string; id: string }>`select code, id from branch`.execute(tx.getKysely());
  const branches = new Map(rows.map((row) => [row.code, row.id]));
  const entity = (key: string | null | undefined) => (key ? entities.get(key) : null);
  const shared = {
    branch_id: ["bigint", (row: DemoRow) => branches.get(row.branch!)],
    source: ["text", (row: DemoRow) => row.source],
    recorded_by: ["text", () => "demo"],
  } satisfies Record<string, [string, (row: DemoRow) => unknown]>;
  await insert(tx, "contact", files.contacts, {
    ...shared,
    subject_id: ["bigint", (row) => entity(row.subject)],
    organization_id: ["bigint", (row) => entity(row.organization)],
    kind: ["text", (row) => row.kind],
    value: ["text", (row) => row.value],
  });
  await insert(tx, "consent", files.consents, {
    ...shared,
    subject_id: ["bigint", (row) => entity(row.subject)],
    purpose: ["text", (row) => row.purpose],
    given_on: ["date", (row) => row.givenOn],
    withdrawn_on: ["date", (row) => row.withdrawnOn],
    withdrawn_by: ["text", (row) => row.withdrawnOn && "demo"],
    withdrawn_at: ["timestamptz", (row) => row.withdrawnOn],
  });
  await insert(tx, "money_event", files.moneyEvents, {
    ...shared,
    person_id: ["bigint", (row) => entity(row.person)],
    kind: ["text", (row) => row.kind],
    happened_on: ["date", (row) => row.happenedOn],
    amount: ["numeric", (row) => row.amount],
    currency: ["text", (row) => row.currency],
    payee_id: ["bigint", (row) => entity(row.payee)],
  });
}
