import { graphReaders, headOffice, type Policy, type Rule } from "../../shared/policy.ts";

/** What a platform costs, and what is expected of it. */
const planReaders: Rule = ["HEAD_OFFICE", "AUDITOR"];

/** Who recommended whom is told to whoever works with clients. */
const recorders: Rule = ["RELATIONSHIP_MANAGER", "BRANCH_HEAD", "HEAD_OFFICE"];

/**
 * Who is a client, and who is not, is known to everybody who reads the graph; what they deposited is narrowed to the reader's branch. Platforms
 * never learn of either. Head office makes platforms and weighs them.
 */
export const scenarioPolicy: Policy = {
  "Query.platformCoverage": graphReaders,
  "Query.coverageCurve": graphReaders,
  "Query.coverageParticipants": graphReaders,
  "Query.remainingParticipants": graphReaders,
  "Query.acquisitionChain": graphReaders,
  "Query.chainOrganizations": graphReaders,
  "AcquisitionStep.entity": graphReaders,
  "AcquisitionStep.target": graphReaders,
  "ChainOrganization.organization": graphReaders,
  "Mutation.recordRecommendations": recorders,
  "Query.platformBusinessCase": planReaders,
  "ScenarioPlatform.costs": planReaders,
  "ScenarioPlatform.plan": planReaders,
  "Mutation.addPlatformCosts": headOffice,
  "Mutation.withdrawPlatformCosts": headOffice,
  "Mutation.setPlatformPlan": headOffice,
  "PlatformPlanPayload.platform": headOffice,
  "ScenarioPlatform.project": graphReaders,
  "Mutation.createPlatform": headOffice,
  "Mutation.updatePlatform": headOffice,
  "Mutation.setPlatformStatus": headOffice,
  "PlatformPayload.platform": headOffice,
  "CoverageBucket.deposits": graphReaders,
  "CoveragePoint.deposits": graphReaders,
  "CoveredParticipant.deposits": graphReaders,
  "CoveredParticipant.organization": graphReaders,
  "CoveredParticipantConnection.totalCount": graphReaders,
};
