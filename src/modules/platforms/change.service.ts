import type { Em } from "../../database.ts";
import type { Day } from "../../shared/day.ts";
import { lockKeys } from "../../shared/locks.ts";
import type { Viewer } from "../../shared/viewer.ts";
import { codeKey } from "../organizations/identity.policy.ts";
import { checkEnd, checkUpdate, type EndInput, type ParticipantReference, type UpdateInput } from "./change.input.ts";
import { type ChangePlan, planEnds, planUpdates, type RowProblem } from "./change.plan.ts";
import { tellChanges } from "./participant.news.ts";
import { readParticipants } from "./participant.service.ts";
import { type CalledPlatform, callPlatform, isWriting, type PlatformCall } from "./platform.call.ts";
import { identitiesAmong, namedBy } from "./reference.finder.ts";
import { noIds, planOf, type RegistrationReply } from "./registration.service.ts";
import type { GoodRow, ParticipantSlot } from "./registration.slot.ts";
import { lockedBy, writeChanges } from "./registration.writer.ts";
import { answerRows, setRepeatsApart } from "./row.answer.ts";
import { type Checked, errorsOf } from "./row.check.ts";

export interface UpdateCall extends PlatformCall {
  participants: readonly UpdateInput[];
}
export interface EndCall extends PlatformCall {
  participations: readonly EndInput[];
}

/** Takes over what changed of participants that stand, in one transaction. Older words never overwrite newer ones. */
export const updateParticipants = (em: Em, viewer: Viewer, call: UpdateCall, today: Day): Promise<RegistrationReply> =>
  callPlatform(
    em,
    viewer,
    call,
    { mutation: "updateParticipants", list: "participants", rows: call.participants },
    (tx, platform) =>
      change(tx, viewer, call, platform, {
        operation: "updateParticipants",
        list: "participants",
        checked: call.participants.map((row, index) => checkUpdate(row, index, today)),
        plan: planUpdates,
        today,
      }),
  );

/** Ends participations of participants that stand, in one transaction; what they were stays on record. */
export const endParticipations = (em: Em, viewer: Viewer, call: EndCall, today: Day): Promise<RegistrationReply> =>
  callPlatform(
    em,
    viewer,
    call,
    { mutation: "endParticipations", list: "participations", rows: call.participations },
    (tx, platform) =>
      change(tx, viewer, call, platform, {
        operation: "endParticipations",
        list: "participations",
        checked: call.participations.map((row, index) => checkEnd(row, index, platform.roles, today)),
        plan: planEnds,
        today,
      }),
  );

interface Change<Values> {
  operation: string;
  list: string;
  checked: readonly Checked<Values>[];
  plan(rows: readonly GoodRow<Values>[], standing: ReadonlyMap<string, ParticipantSlot>, today: Day): ChangePlan;
  today: Day;
}

async function change<Values extends ParticipantReference & { headOfficeCreditCode?: string | null }>(
  tx: Em,
  viewer: Viewer,
  call: PlatformCall,
  platform: CalledPlatform,
  { operation, list, checked, plan, today }: Change<Values>,
): Promise<RegistrationReply> {
  const { distinct, repeats } = setRepeatsApart(list, checked);
  const named = namedBy(distinct.map((row) => row.values));
  // Under which identities the participants stand is known only once they are read; under the locks they are read again.
  const unlocked = await readParticipants(tx, platform.id, named);
  const identities = [...new Set([...named.identities, ...identitiesAmong(unlocked)])];
  const headOffices = distinct.flatMap(({ values }) =>
    values.headOfficeCreditCode ? [codeKey(values.headOfficeCreditCode)] : [],
  );
  if (!call.dryRun) await lockKeys(tx, "identity", lockedBy(platform.id, identities, headOffices));
  const standing = call.dryRun ? unlocked : await readParticipants(tx, platform.id, named);
  const { planned, problems, warnings } = plan(distinct, standing, today);
  for (const one of warnings) checked[one.index]!.warnings.push(told(list, one));
  for (const one of problems) {
    const row = checked[one.index]!;
    row.errors.push(told(list, one));
    if (one.code !== "ROW_CONFLICT") row.values = null;
  }
  const isWritten = isWriting(call, checked);
  if (isWritten) {
    const written = await writeChanges(tx, platform.id, planned, new Set(identities), today);
    await tellChanges(tx, viewer, { operation, platformId: platform.id, planned, written });
  }
  const plans = new Map(planned.map((row) => [row.index, row]));
  return answerRows(checked, repeats, (index) => planOf(plans.get(index)), noIds, isWritten);
}

/** A problem or warning of a row as its caller reads it. */
export function told(list: string, { index, field, code, other }: RowProblem) {
  if (code !== "ROW_CONFLICT") return errorsOf(list)(index, field, code);
  const against = other == null ? "an earlier call of this platform" : `row ${other} of this call`;
  return errorsOf(list)(index, field, code, `The row contradicts ${against}.`);
}
