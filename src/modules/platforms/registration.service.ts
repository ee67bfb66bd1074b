import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import type { Day } from "../../shared/day.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import { onceOnly } from "../../shared/idempotency.service.ts";
import { lockKeys } from "../../shared/locks.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import { callerOf, type Viewer } from "../../shared/viewer.ts";
import { codeKey, numberKey } from "../organizations/identity.policy.ts";
import { readParticipants } from "./participant.service.ts";
import { type CheckedRow, checkRow, type ParticipantInput, rowError } from "./registration.input.ts";
import { identitiesOf, planRegistration } from "./registration.plan.ts";
import type { PlannedRow } from "./registration.slot.ts";
import { platformSource, writeRegistration } from "./registration.writer.ts";

export type RowOutcome = "CREATED" | "UPDATED" | "UNCHANGED" | "REJECTED" | "NEEDS_REVIEW" | "NOT_WRITTEN";

/** At most this many rows a call. */
export const rowLimit = 5_000;

export interface RegistrationInput {
  /** Entity id of the platform. */
  platformId: string;
  participants: readonly ParticipantInput[];
  errorPolicy?: "REJECT_ALL" | "REJECT_ROW";
  dryRun?: boolean;
  idempotencyKey?: string | null;
}

/** What became of one row. Ids are private to the platform, and null where nothing of the row stands. */
export interface RegistrationResult {
  index: number;
  outcome: RowOutcome;
  participationId: string | null;
  participantId: string | null;
  errors: UserError[];
  warnings: UserError[];
}

/** results and counts are empty when there are userErrors: then nothing was done. */
export interface RegistrationReply {
  results: RegistrationResult[];
  /** Outcomes that occur, in the order of the schema. */
  counts: { outcome: RowOutcome; count: number }[];
  userErrors: UserError[];
}

/**
 * Registers participants of a platform in one transaction: whoever reads CREATED may rely on it. Rows speak of the platform's
 * own participants alone; what the bank knows of an organization changes neither an outcome nor an id (DOMAIN: a platform
 * learns nothing). Problems of the caller are answered, never thrown.
 */
export async function registerParticipants(
  em: Em,
  viewer: Viewer,
  input: RegistrationInput,
  today: Day,
): Promise<RegistrationReply> {
  const isOwn = viewer.kind === "platform" ? viewer.platformId === input.platformId : viewer.role === "HEAD_OFFICE";
  if (!isOwn || !/^[1-9]\d{0,17}$/.test(input.platformId)) return refused("PLATFORM_NOT_FOUND", "platformId");
  if (input.participants.length > rowLimit) return refused("TOO_MANY_ROWS", "participants");
  const key = input.idempotencyKey ?? null;
  const keyProblem = key === null ? null : cleanText(key, { maxLength: 200 }).error;
  if (keyProblem) return refused(keyProblem, "idempotencyKey");

  const attempt = async (tx: Em): Promise<RegistrationReply> => {
    const roles = await readRoles(tx, input.platformId);
    if (!roles) return refused("PLATFORM_NOT_FOUND", "platformId");
    const work = () => register(tx, viewer, input, roles, today);
    // A dry run leaves nothing behind, not even its key.
    if (key === null || input.dryRun) return work();
    const content = [input.platformId, input.errorPolicy ?? "REJECT_ROW", input.participants];
    const request = { caller: callerOf(viewer), mutation: "registerParticipants", key, content };
    return (await onceOnly(tx, request, work)) ?? refused("IDEMPOTENCY_KEY_REUSED", "idempotencyKey");
  };
  return retrying(() => asSystem(em, attempt));
}

const refused = (code: ErrorCode, field: string): RegistrationReply => ({
  results: [],
  counts: [],
  userErrors: [{ code, message: errorCodes[code], field: [field] }],
});

async function readRoles(tx: Em, platformId: string): Promise<string[] | null> {
  const { rows } = await sql<{ roles: string[] }>`
    select roles from scenario_platform where entity_id = ${platformId}`.execute(tx.getKysely());
  return rows[0]?.roles ?? null;
}

async function register(
  tx: Em,
  viewer: Viewer,
  input: RegistrationInput,
  roles: readonly string[],
  today: Day,
): Promise<RegistrationReply> {
  const checked = input.participants.map((row, index) => checkRow(row, index, roles, today));
  const { distinct, repeats } = setRepeatsApart(checked);
  const rows = distinct.map((row) => row.values);
  const source = platformSource(input.platformId);
  // Head offices too: whoever registers one meanwhile must see those that wait for it, or be seen by them.
  const identities = rows.flatMap((row) => [
    ...identitiesOf(row).map((one) => (one.startsWith("code:") ? one : numberKey(source, one))),
    ...(row.headOfficeCreditCode ? [codeKey(row.headOfficeCreditCode)] : []),
  ]);
  if (!input.dryRun) await lockKeys(tx, "identity", [...new Set(identities)]);
  const standing = await readParticipants(tx, input.platformId, rows);
  const { planned, conflicts } = planRegistration(distinct, standing, today);
  for (const { index, field, other } of conflicts) {
    const against = other === null ? "an earlier call of this platform" : `row ${other} of this call`;
    checked[index]!.errors.push(rowError(index, field, "ROW_CONFLICT", `The row contradicts ${against}.`));
  }
  const hasBad = checked.some((row) => row.errors.length > 0);
  const isWritten = !input.dryRun && !(input.errorPolicy === "REJECT_ALL" && hasBad);
  const written = isWritten ? await writeRegistration(tx, input.platformId, planned, today) : [];
  if (written.length > 0) {
    const subjects = [input.platformId, ...written].map((id) => auditSubject("entity", id));
    await recordAct(tx, viewer, { operation: "registerParticipants", subjects });
  }
  return answer(checked, planned, repeats, isWritten);
}

/** Good rows that say the very same as an earlier one are answered by it, with a warning. */
function setRepeatsApart(checked: readonly CheckedRow[]) {
  const firsts = new Map<string, number>();
  const repeats = new Map<number, number>();
  const distinct = checked.flatMap(({ index, values, warnings }) => {
    if (!values) return [];
    const said = JSON.stringify(values);
    const first = firsts.get(said);
    if (first === undefined) {
      firsts.set(said, index);
      return [{ index, values }];
    }
    repeats.set(index, first);
    warnings.push(rowError(index, null, "DUPLICATE_ROW", `The row says the same as row ${first} of this call.`));
    return [];
  });
  return { distinct, repeats };
}

const outcomes: RowOutcome[] = ["CREATED", "UPDATED", "UNCHANGED", "REJECTED", "NEEDS_REVIEW", "NOT_WRITTEN"];

function answer(
  checked: readonly CheckedRow[],
  planned: readonly PlannedRow[],
  repeats: ReadonlyMap<number, number>,
  isWritten: boolean,
): RegistrationReply {
  const plans = new Map(planned.map((row) => [row.index, row]));
  const results = checked.map(({ index, values, errors: own, warnings }): RegistrationResult => {
    const first = repeats.get(index);
    const errors =
      first === undefined ? own : checked[first]!.errors.map((error) => ({ ...error, field: moved(error, index) }));
    const blank = { index, participationId: null, participantId: null, errors, warnings };
    if (!values) return { ...blank, outcome: "REJECTED" };
    const plan = plans.get(first ?? index);
    if (!plan) return { ...blank, outcome: "NEEDS_REVIEW" };
    if (!isWritten) return { ...blank, outcome: "NOT_WRITTEN" };
    const outcome = first === undefined ? plan.outcome : "UNCHANGED";
    return { ...blank, outcome, participationId: plan.participation.id, participantId: plan.slot.id };
  });
  const counts = outcomes
    .map((outcome) => ({ outcome, count: results.filter((result) => result.outcome === outcome).length }))
    .filter(({ count }) => count > 0);
  return { results, counts, userErrors: [] };
}

const moved = ({ field }: UserError, index: number) => field && [field[0]!, String(index), ...field.slice(2)];
