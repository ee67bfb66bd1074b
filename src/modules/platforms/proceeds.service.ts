import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { recordEvents } from "../../shared/outbox.service.ts";
import type { Viewer } from "../../shared/viewer.ts";
import { type CaseReply, lockCases, noteProblems, readCurrencies } from "./case.service.ts";
import { readParticipants } from "./participant.service.ts";
import { type CalledPlatform, callPlatform, isWriting, type PlatformCall } from "./platform.call.ts";
import {
  casesOfRows,
  checkProceeds,
  type PlannedProceeds,
  type ProceedsInput,
  type ProceedsSlot,
  planProceeds,
  receiptKey,
} from "./proceeds.plan.ts";
import { namedBy } from "./reference.finder.ts";
import { answerRows, setRepeatsApart } from "./row.answer.ts";

export interface ProceedsCall extends PlatformCall {
  proceeds: readonly ProceedsInput[];
}

/** Records money that cases brought in, in one transaction; a receipt stands once, whatever is repeated. */
export const recordProceeds = (em: Em, viewer: Viewer, call: ProceedsCall, today: Day): Promise<CaseReply> =>
  callPlatform(
    em,
    viewer,
    call,
    { mutation: "recordProceeds", list: "proceeds", rows: call.proceeds },
    (tx, platform) => record(tx, viewer, call, platform, today),
  );

async function record(
  tx: Em,
  viewer: Viewer,
  call: ProceedsCall,
  platform: CalledPlatform,
  today: Day,
): Promise<CaseReply> {
  const judge = { ...platform, currencies: await readCurrencies(tx), today };
  const checked = call.proceeds.map((row, index) => checkProceeds(row, index, judge));
  const { distinct, repeats } = setRepeatsApart("proceeds", checked);
  const named = {
    ids: distinct.flatMap(({ values }) => values.key || []),
    numbers: distinct.flatMap(({ values }) => values.number ?? []),
  };
  const participants = await readParticipants(
    tx,
    platform.id,
    namedBy(distinct.flatMap(({ values }) => values.recipient ?? [])),
  );
  const cases = casesOfRows(distinct, await lockCases(tx, platform.id, named, !call.dryRun));
  const standing = await readProceeds(
    tx,
    [...cases].flatMap(([{ values }, one]) => (one ? [{ caseId: one.id, reference: values.reference }] : [])),
  );
  const { planned, problems, warnings } = planProceeds(distinct, cases, participants, standing, today);
  noteProblems("proceeds", checked, problems, warnings);
  const isWritten = isWriting(call, checked);
  if (isWritten) await write(tx, viewer, platform.id, planned);
  const plans = new Map(planned.map((row) => [row.index, row]));
  const planOf = (row: PlannedProceeds | undefined) =>
    row && { outcome: row.outcome, ids: { caseId: row.slot.caseId } };
  return answerRows(
    checked,
    repeats,
    (index) => planOf(plans.get(index)),
    { caseId: null as string | null },
    isWritten,
  );
}

async function readProceeds(tx: Em, named: readonly { caseId: string; reference: string }[]) {
  const asked = rowSet(named, {
    case_id: ["uuid", (one) => one.caseId],
    reference: ["text", (one) => one.reference],
  });
  const { rows } = await sql<
    Omit<ProceedsSlot, "isChanged">
  >`select d.id, d.case_id as "caseId", d.reference, d.participant_id as "recipientId",
      d.amount || ' ' || d.currency as money, d.received_on as "receivedOn", d.account_number as "accountNumber", d.observed_on as "observedOn"
    from ${asked} join case_proceeds d on d.case_id = v.case_id and d.reference = v.reference`.execute(tx.getKysely());
  return new Map(rows.map((row) => [receiptKey(row.caseId, row.reference), { ...row, isChanged: false }]));
}

async function write(tx: Em, viewer: Viewer, platformId: string, planned: readonly PlannedProceeds[]): Promise<void> {
  const changed = [...new Set(planned.map((row) => row.slot))].filter((slot) => slot.isChanged);
  if (changed.length === 0) return;
  const rows = rowSet(changed, {
    id: ["uuid", (slot) => slot.id],
    case_id: ["uuid", (slot) => slot.caseId],
    participant_id: ["uuid", (slot) => slot.recipientId],
    reference: ["text", (slot) => slot.reference],
    amount: ["numeric", (slot) => slot.money.split(" ")[0]],
    currency: ["text", (slot) => slot.money.split(" ")[1]],
    received_on: ["date", (slot) => slot.receivedOn],
    account_number: ["text", (slot) => slot.accountNumber],
    observed_on: ["date", (slot) => slot.observedOn],
  });
  await sql`insert into case_proceeds (id, platform_id, case_id, participant_id, reference, amount, currency, received_on, account_number, observed_on)
    select id, ${platformId}::bigint, case_id, participant_id, reference, amount, currency, received_on, account_number, observed_on from ${rows}
    on conflict (id) do update set participant_id = excluded.participant_id, amount = excluded.amount, currency = excluded.currency,
      received_on = excluded.received_on, account_number = excluded.account_number, observed_on = excluded.observed_on`.execute(
    tx.getKysely(),
  );
  await recordEvents(
    tx,
    planned
      .filter((row) => row.outcome !== "UNCHANGED")
      .map(({ slot }) => {
        const [amount, currency] = slot.money.split(" ");
        const data = { reference: slot.reference, amount, currency, receivedOn: slot.receivedOn };
        return {
          kind: "PROCEEDS_RECORDED" as const,
          platformId,
          participantId: slot.recipientId,
          subject: `case:${slot.caseId}`,
          data,
        };
      }),
  );
  const subjects = [...new Set(changed.map((slot) => slot.caseId))].map((id) => auditSubject("case", id));
  await recordAct(tx, viewer, {
    operation: "recordProceeds",
    subjects: [auditSubject("entity", platformId), ...subjects],
  });
}
