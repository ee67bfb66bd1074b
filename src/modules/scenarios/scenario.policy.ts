import { graphReaders, type Policy } from "../../shared/policy.ts";

/**
 * Who is a client, and who is not, is known to everybody who reads the graph; what they deposited is narrowed to the reader's branch. Platforms
 * never learn of either.
 */
export const scenarioPolicy: Policy = {
  "Query.platformCoverage": graphReaders,
  "Query.coverageCurve": graphReaders,
  "Query.coverageParticipants": graphReaders,
  "Query.remainingParticipants": graphReaders,
  "CoverageBucket.deposits": graphReaders,
  "CoveragePoint.deposits": graphReaders,
  "CoveredParticipant.deposits": graphReaders,
  "CoveredParticipant.organization": graphReaders,
  "CoveredParticipantConnection.totalCount": graphReaders,
};
