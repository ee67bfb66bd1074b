import { graphReaders, type Policy } from "../../shared/policy.ts";

/** Who is a client, and who is not, is known to everybody who reads the graph; platforms never learn of it. */
export const scenarioPolicy: Policy = {
  "Query.platformCoverage": graphReaders,
  "Query.coverageCurve": graphReaders,
  "Query.coverageParticipants": graphReaders,
  "Query.remainingParticipants": graphReaders,
  "CoveredParticipant.organization": graphReaders,
  "CoveredParticipantConnection.totalCount": graphReaders,
};
