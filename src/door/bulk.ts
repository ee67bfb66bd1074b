import type { Viewer } from "../shared/viewer.ts";

/** Root fields that take rows by the thousand: they may have large bodies, and are counted by their rows. */
export const bulkFields: Readonly<Record<string, (argument: (name: string) => unknown) => number>> = {
  registerParticipants: (argument) => lengthOf(argument("input"), "participants"),
  recordRecommendations: (argument) => lengthOf(argument("input"), "recommendations"),
  updateParticipants: (argument) => lengthOf(argument("input"), "participants"),
  endParticipations: (argument) => lengthOf(argument("input"), "participations"),
  registerCases: (argument) => lengthOf(argument("input"), "cases"),
  updateCases: (argument) => lengthOf(argument("input"), "cases"),
  completeCases: (argument) => lengthOf(argument("input"), "cases"),
  recordProceeds: (argument) => lengthOf(argument("input"), "proceeds"),
  withdrawEvidence: (argument) => lengthOf(argument("input"), "ids"),
  matchOrganizations: (argument) => lengthOf(argument("input"), "rows"),
};

/**
 * Input types whose texts, and those of what they hold, the operation judges row by row, so that a bad row is answered on that row. The body's
 * limit bounds them.
 */
export const judgedByRow: readonly string[] = [
  "ParticipantInput",
  "ParticipantUpdateInput",
  "ParticipationEndInput",
  "CaseInput",
  "CaseUpdateInput",
  "CaseCompletionInput",
  "ProceedsInput",
  "RecommendationInput",
  "MatchRowInput",
];

/** Whether a viewer has any use for a large body. */
export const isBulkCaller = (viewer: Viewer): boolean =>
  viewer.kind === "platform" ? viewer.permissions.includes("REGISTER_PARTICIPANTS") : viewer.role === "HEAD_OFFICE";

function lengthOf(input: unknown, field: string): number {
  const rows = (input as Record<string, unknown> | null | undefined)?.[field];
  return Array.isArray(rows) ? rows.length : 1;
}
