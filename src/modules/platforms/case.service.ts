import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import type { Day } from "../../shared/day.ts";
import { lockKeys } from "../../shared/locks.ts";
import { type PlatformEvent, recordEvents } from "../../shared/outbox.service.ts";
import type { Viewer } from "../../shared/viewer.ts";
import { type CaseRow, type CaseRowInput, checkCase } from "./case.input.ts";
import { type PlannedCase, planCases, referencesOf } from "./case.plan.ts";
import { readCases, writeCases } from "./case.store.ts";
import type { RowProblem } from "./change.plan.ts";
import { told } from "./change.service.ts";
import { readParticipants } from "./participant.service.ts";
import { type BulkReply, type CalledPlatform, callPlatform, isWriting, type PlatformCall } from "./platform.call.ts";
import { namedBy } from "./reference.finder.ts";
import { answerRows, type RowResult, setRepeatsApart } from "./row.answer.ts";
import type { Checked } from "./row.check.ts";

export interface CaseCall extends PlatformCall {
  cases: readonly CaseRowInput[];
}
/** What became of one row. caseId is null where nothing of the row stands. */
export interface CaseResult extends RowResult {
  caseId: string | null;
}
export type CaseReply = BulkReply<CaseResult>;
export type CaseMutation = "registerCases" | "updateCases" | "completeCases";

/**
 * Takes over cases, or what changed of cases that stand, in one transaction. The word for the latest day holds, value by value.
 * Problems of the caller are answered, never thrown.
 */
export const changeCases = (
  em: Em,
  viewer: Viewer,
  mutation: CaseMutation,
  call: CaseCall,
  today: Day,
): Promise<CaseReply> =>
  callPlatform(em, viewer, call, { mutation, list: "cases", rows: call.cases }, (tx, platform) =>
    change(tx, viewer, mutation, call, platform, today),
  );

async function change(
  tx: Em,
  viewer: Viewer,
  mutation: CaseMutation,
  call: CaseCall,
  platform: CalledPlatform,
  today: Day,
): Promise<CaseReply> {
  const isRegistration = mutation === "registerCases";
  const judge = { ...platform, currencies: await readCurrencies(tx), today };
  const checked = call.cases.map((row, index) => checkCase(row, index, judge, isRegistration));
  const { distinct, repeats } = setRepeatsApart("cases", checked);
  const named = namedCases(distinct.map(({ values }) => values));
  const participants = await readParticipants(
    tx,
    platform.id,
    namedBy(distinct.flatMap(({ values }) => referencesOf(values).map((one) => one.reference))),
  );
  const standing = await lockCases(tx, platform.id, named, !call.dryRun);
  const { planned, problems, warnings } = planCases(distinct, standing, participants, { today, isRegistration });
  noteProblems("cases", checked, problems, warnings);
  const isWritten = isWriting(call, checked);
  if (isWritten) await write(tx, viewer, mutation, platform.id, planned);
  const plans = new Map(planned.map((row) => [row.index, row]));
  const planOf = (row: PlannedCase | undefined) => row && { outcome: row.outcome, ids: { caseId: row.slot.id } };
  return answerRows(
    checked,
    repeats,
    (index) => planOf(plans.get(index)),
    { caseId: null as string | null },
    isWritten,
  );
}

export async function readCurrencies(tx: Em): Promise<Set<string>> {
  const { rows } = await sql<{
    currency: string;
  }>`select distinct currency::text as currency from exchange_rate`.execute(tx.getKysely());
  return new Set(rows.map((row) => row.currency));
}

const namedCases = (rows: readonly CaseRow[]) => ({
  ids: rows.flatMap(({ key }) => key || []),
  numbers: rows.flatMap(({ number }) => number ?? []),
});

/** Reads cases under locks of their numbers, which are known of those that ids name only once they are read. */
export async function lockCases(
  tx: Em,
  platformId: string,
  named: { ids: readonly string[]; numbers: readonly string[] },
  isLocking: boolean,
) {
  const unlocked = await readCases(tx, platformId, named);
  if (!isLocking) return unlocked;
  const numbers = new Set([...named.numbers, ...[...unlocked.values()].map((slot) => slot.number)]);
  await lockKeys(
    tx,
    "identity",
    [...numbers].map((number) => `case:${platformId}:${number}`),
  );
  return readCases(tx, platformId, named);
}

/** Puts what only what stands could tell onto the rows; one that names nobody is a bad row. */
export function noteProblems(
  list: string,
  checked: readonly Checked<unknown>[],
  problems: readonly RowProblem[],
  warnings: readonly RowProblem[],
): void {
  for (const one of warnings) checked[one.index]!.warnings.push(told(list, one));
  for (const one of problems) {
    const row = checked[one.index]!;
    row.errors.push(told(list, one));
    if (one.code !== "ROW_CONFLICT") row.values = null;
  }
}

async function write(
  tx: Em,
  viewer: Viewer,
  operation: CaseMutation,
  platformId: string,
  planned: readonly PlannedCase[],
): Promise<void> {
  const changed = [...new Set(planned.map((row) => row.slot))].filter((slot) => slot.isChanged);
  await writeCases(tx, platformId, changed);
  await recordEvents(
    tx,
    planned.filter((row) => row.outcome !== "UNCHANGED").flatMap((row) => eventsOf(platformId, row)),
  );
  if (changed.length === 0) return;
  const subjects = [auditSubject("entity", platformId), ...changed.map(({ id }) => auditSubject("case", id))];
  await recordAct(tx, viewer, { operation, subjects });
}

function eventsOf(platformId: string, { slot, day, outcome, isCompletion }: PlannedCase): PlatformEvent[] {
  const { kind, acceptedOn, completedOn, administratorId } = slot.values;
  const event = { platformId, participantId: administratorId, subject: `case:${slot.id}` };
  const data = { number: slot.number, kind, acceptedOn, completedOn, observedOn: day };
  return [
    ...(outcome === "CREATED" || !isCompletion
      ? [{ ...event, kind: outcome === "CREATED" ? ("CASE_OPENED" as const) : ("CASE_UPDATED" as const), data }]
      : []),
    ...(isCompletion ? [{ ...event, kind: "CASE_COMPLETED" as const, data }] : []),
  ];
}
