import type { Em } from "../../database.ts";
import type { Day } from "../../shared/day.ts";
import { claimIdentities } from "../../shared/locks.ts";
import type { Viewer } from "../../shared/viewer.ts";
import { codeKey } from "../organizations/identity.policy.ts";
import { tellChanges } from "./participant.news.ts";
import { readParticipants } from "./participant.service.ts";
import { type BulkReply, type CalledPlatform, callPlatform, isWriting, type PlatformCall } from "./platform.call.ts";
import { checkRow, type ParticipantInput, rowError } from "./registration.input.ts";
import { identitiesOf, planRegistration } from "./registration.plan.ts";
import type { PlannedChange } from "./registration.slot.ts";
import { lockedBy, writeChanges } from "./registration.writer.ts";
import { answerRows, type RowResult, setRepeatsApart } from "./row.answer.ts";

export type { RowOutcome } from "./platform.call.ts";
export { rowLimit } from "./platform.call.ts";

export interface RegistrationInput extends PlatformCall {
  participants: readonly ParticipantInput[];
}

/** What became of one row. Ids are private to the platform, and null where nothing of the row stands. */
export interface RegistrationResult extends RowResult {
  participationId: string | null;
  participantId: string | null;
}
export type RegistrationReply = BulkReply<RegistrationResult>;

/**
 * Registers participants of a platform in one transaction: whoever reads CREATED may rely on it. Rows speak of the platform's
 * own participants alone; what the bank knows of an organization changes neither an outcome nor an id (DOMAIN: a platform
 * learns nothing). Problems of the caller are answered, never thrown. onWritten is told what was written, when anything was.
 */
export const registerParticipants = (
  em: Em,
  viewer: Viewer,
  input: RegistrationInput,
  today: Day,
  onWritten: (planned: readonly PlannedChange[]) => void = () => {},
): Promise<RegistrationReply> =>
  callPlatform(
    em,
    viewer,
    input,
    { mutation: "registerParticipants", list: "participants", rows: input.participants },
    (tx, platform) => register(tx, viewer, input, platform, today, onWritten),
  );

async function register(
  tx: Em,
  viewer: Viewer,
  input: RegistrationInput,
  platform: CalledPlatform,
  today: Day,
  onWritten: (planned: readonly PlannedChange[]) => void,
): Promise<RegistrationReply> {
  const checked = input.participants.map((row, index) => checkRow(row, index, platform.roles, today));
  const { distinct, repeats } = setRepeatsApart("participants", checked);
  const rows = distinct.map((row) => row.values);
  const identities = [...new Set(rows.flatMap(identitiesOf))];
  // Head offices too: whoever registers one meanwhile must see those that wait for it, or be seen by them.
  const headOffices = rows.flatMap((row) => (row.headOfficeCreditCode ? [codeKey(row.headOfficeCreditCode)] : []));
  if (!input.dryRun) await claimIdentities(tx, lockedBy(platform.id, identities, headOffices));
  const standing = await readParticipants(tx, platform.id, { identities });
  const { planned, conflicts } = planRegistration(distinct, standing, today);
  for (const { index, field, other } of conflicts) {
    const against = other === null ? "an earlier call of this platform" : `row ${other} of this call`;
    checked[index]!.errors.push(rowError(index, field, "ROW_CONFLICT", `The row contradicts ${against}.`));
  }
  const isWritten = isWriting(input, checked);
  if (isWritten) {
    const written = await writeChanges(tx, platform.id, planned, new Set(identities), today);
    await tellChanges(tx, viewer, { operation: "registerParticipants", platformId: platform.id, planned, written });
    onWritten(planned);
  }
  const plans = new Map(planned.map((row) => [row.index, row]));
  return answerRows(checked, repeats, (index) => planOf(plans.get(index)), noIds, isWritten);
}

export const noIds: Pick<RegistrationResult, "participantId" | "participationId"> = {
  participantId: null,
  participationId: null,
};

export const planOf = (row: PlannedChange | undefined) =>
  row && {
    outcome: row.outcome,
    ids: { participantId: row.slot.id, participationId: row.participation?.id ?? null },
  };
