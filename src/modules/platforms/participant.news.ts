import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { type PlatformEvent, recordEvents } from "../../shared/outbox.service.ts";
import type { Viewer } from "../../shared/viewer.ts";
import type { ParticipantSlot, PlannedChange } from "./registration.slot.ts";
import type { Written } from "./registration.writer.ts";

interface Told {
  operation: string;
  platformId: string;
  planned: readonly PlannedChange[];
  written: Written;
}

/** Tells the audit log and the outbox what a call did to participants; of what it left as it was, nothing. */
export async function tellChanges(tx: Em, viewer: Viewer, { operation, platformId, planned, written }: Told) {
  const events = [
    ...planned.filter((row) => row.outcome !== "UNCHANGED").map((row) => eventOf(platformId, row)),
    ...written.matched.map((slot) => matchOf(platformId, slot)),
  ];
  await recordEvents(tx, events);
  if (written.entityIds.length === 0 && events.length === 0) return;
  const subjects = [platformId, ...written.entityIds].map((id) => auditSubject("entity", id));
  await recordAct(tx, viewer, { operation, subjects });
}

function eventOf(platformId: string, { slot, participation, event, day }: PlannedChange): PlatformEvent {
  const told = { kind: event, platformId, participantId: slot.id };
  if (participation === null) return { ...told, data: { observedOn: day } };
  const { id, role, since, until, endReason } = participation;
  const end = event === "PARTICIPATION_ENDED" && { until, reason: endReason };
  return { ...told, subject: `participation:${id}`, data: { role, since, ...end, observedOn: day } };
}

const matchOf = (platformId: string, slot: ParticipantSlot): PlatformEvent => ({
  kind: "PARTICIPANT_MATCHED",
  platformId,
  participantId: slot.id,
  subject: `entity:${slot.entityId}`,
});
