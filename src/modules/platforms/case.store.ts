import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { type CaseSlot, partiesIn } from "./case.plan.ts";

interface Found {
  id: string;
  number: string;
  kind: string;
  title: string | null;
  acceptedOn: Day | null;
  completedOn: Day | null;
  administratorId: string | null;
  court: string | null;
  contract: string | null;
  region: string | null;
  saidOn: CaseSlot["saidOn"];
  observedOn: Day;
  parties: string[];
}

/** The cases of one platform that a call may mean, under `id:` and their key and `number:` and their number. */
export async function readCases(
  tx: Em,
  platformId: string,
  { ids, numbers }: { ids: readonly string[]; numbers: readonly string[] },
): Promise<Map<string, CaseSlot>> {
  const { rows } =
    await sql<Found>`select c.id, c.number, c.kind, c.title, c.accepted_on as "acceptedOn", c.completed_on as "completedOn",
      c.administrator_id as "administratorId", c.court, c.contract_amount || ' ' || c.contract_currency as contract, c.region,
      c.said_on as "saidOn", c.observed_on as "observedOn",
      array(select y.participant_id || ' ' || y.role from case_party y where y.case_id = c.id) as parties
    from platform_case c where c.platform_id = ${platformId} and (c.id = any(${[...ids]}::uuid[]) or c.number = any(${[...numbers]}))`.execute(
      tx.getKysely(),
    );
  const known = new Map<string, CaseSlot>();
  for (const { id, number, saidOn, observedOn, parties, ...values } of rows) {
    // An empty list was said when it has a day, else nothing was.
    const text = parties.length > 0 || saidOn.parties ? JSON.stringify(parties.sort()) : null;
    const slot = {
      id,
      number,
      isNew: false,
      values: { ...values, parties: text },
      saidOn,
      observedOn,
      isChanged: false,
    };
    known.set(`id:${id}`, slot);
    known.set(`number:${number}`, slot);
  }
  return known;
}

/** Writes cases as they now are, with their parties: three statements. */
export async function writeCases(tx: Em, platformId: string, slots: readonly CaseSlot[]): Promise<void> {
  if (slots.length === 0) return;
  const db = tx.getKysely();
  const money = (slot: CaseSlot, part: 0 | 1) => slot.values.contract?.split(" ")[part] ?? null;
  const rows = rowSet(slots, {
    id: ["uuid", (slot) => slot.id],
    number: ["text", (slot) => slot.number],
    kind: ["text", (slot) => slot.values.kind],
    title: ["text", (slot) => slot.values.title],
    accepted_on: ["date", (slot) => slot.values.acceptedOn],
    completed_on: ["date", (slot) => slot.values.completedOn],
    administrator_id: ["uuid", (slot) => slot.values.administratorId],
    court: ["text", (slot) => slot.values.court],
    contract_amount: ["numeric", (slot) => money(slot, 0)],
    contract_currency: ["text", (slot) => money(slot, 1)],
    region: ["text", (slot) => slot.values.region],
    said_on: ["jsonb", (slot) => JSON.stringify(slot.saidOn)],
    observed_on: ["date", (slot) => slot.observedOn],
  });
  await sql`insert into platform_case (id, platform_id, number, kind, title, accepted_on, completed_on, administrator_id, court, contract_amount,
      contract_currency, region, said_on, observed_on)
    select id, ${platformId}::bigint, number, kind, title, accepted_on, completed_on, administrator_id, court, contract_amount,
      contract_currency, region, said_on, observed_on from ${rows}
    on conflict (id) do update set kind = excluded.kind, title = excluded.title, accepted_on = excluded.accepted_on,
      completed_on = excluded.completed_on, administrator_id = excluded.administrator_id, court = excluded.court,
      contract_amount = excluded.contract_amount, contract_currency = excluded.contract_currency, region = excluded.region,
      said_on = excluded.said_on, observed_on = excluded.observed_on`.execute(db);
  const parties = slots.flatMap((slot) =>
    partiesIn(slot.values.parties).map((party) => ({ ...party, caseId: slot.id })),
  );
  const now = rowSet(parties, {
    case_id: ["uuid", (one) => one.caseId],
    participant_id: ["uuid", (one) => one.id],
    role: ["text", (one) => one.role],
  });
  await sql`delete from case_party y where y.case_id = any(${slots.map((slot) => slot.id)}::uuid[])
    and not exists (select from ${now} where (v.case_id, v.participant_id, v.role) = (y.case_id, y.participant_id, y.role))`.execute(
    db,
  );
  await sql`insert into case_party (case_id, participant_id, role, platform_id)
    select case_id, participant_id, role, ${platformId}::bigint from ${now} on conflict do nothing`.execute(db);
}
