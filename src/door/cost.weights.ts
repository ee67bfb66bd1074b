/** What a field costs beyond the one that every field costs: about what else could have been answered in the time. By "Type.field". */
export const weights: Readonly<Record<string, number>> = {
  "Query.acquisitionBatches": 1_000,
  "Query.prospects": 1_000,
  "Query.paths": 1_000,
  "Query.neighborhood": 500,
  "Query.commonHubs": 1_000,
  "Query.reachable": 500,
  "Query.ownershipChains": 1_000,
  "Query.guaranteeRings": 500,
  "Query.connections": 200,
  "Query.platformCoverage": 200,
  "Query.coverageCurve": 200,
  "Query.coverageParticipants": 100,
  "Query.remainingParticipants": 100,
  "Query.acquisitionChain": 200,
  "Query.platformBusinessCase": 500,
  "Query.chainOrganizations": 200,
  "Query.__schema": 2_000,
  "Query.__type": 500,
};

/** By how much a walk weighs more for each hop beyond the two that are usual: it looks at that many times more. */
export const hopFactors: Readonly<Record<string, number>> = {
  "Query.acquisitionBatches": 3,
  "Query.prospects": 3,
  "Query.paths": 2,
  "Query.neighborhood": 2,
  "Query.reachable": 2,
};

/** A page: at least one statement of its own. */
export const pageWeight = 10;
/** A row of a bulk call. */
export const rowWeight = 10;

/** Lists whose length the caller chooses by another argument than first: the argument's path, and what it is unless given. */
export const listArguments: Readonly<Record<string, { argument: string; field?: string; unless: number }>> = {
  "Query.nodes": { argument: "ids", unless: 1 },
  "Query.neighborhood": { argument: "input", field: "maxNodes", unless: 500 },
  "Query.connections": { argument: "limit", unless: 1_000 },
  "Query.coverageCurve": { argument: "months", unless: 12 },
};

/** The fields of an answer that are as long as was asked for one level above: edges of a page, nodes of a drawing, results of rows. */
export const pageLists: readonly string[] = ["edges", "nodes", "relationships", "paths", "results"];

/**
 * How long the other lists of objects are at most, or as good as at most: nobody chooses their length. What has no line is taken to be
 * as long as the longest that every entity may have; tests/cost.test.ts asks for a line all the same.
 */
export const listBounds: Readonly<Record<string, number>> = {
  "Entity.degrees": 20,
  "Group.degrees": 20,
  "Organization.degrees": 20,
  "Person.degrees": 20,
  "ScenarioPlatform.degrees": 20,
  "Organization.sites": 200,
  "Organization.formerNames": 5,
  "Query.regions": 40,
  "Region.children": 20,
  "Region.replacedBy": 2,
  "Query.industries": 20,
  "Industry.children": 20,
  "Query.sizeClasses": 4,
  "Organization.contacts": 50,
  "Organization.consents": 50,
  "Person.contacts": 50,
  "Person.consents": 50,
  "Person.moneyEvents": 50,
  "Contact.consents": 50,
  // Plain values that were worked out with their rows, which are counted themselves: nothing is read for them any more.
  "OrganizationMatches.matches": 500,
  "OrganizationMatch.candidates": 2,
  "OrganizationMatch.errors": 3,
  "MatchedOrganization.factors": 2,
  "MergePayload.moves": 14,
  "MergePayload.sample": 100,
  "DecideMatchPayload.candidates": 100,
  "Query.importKinds": 30,
  "ImportKind.columns": 20,
  "ImportJob.files": 20,
  "ImportPendingRow.missing": 3,
  "WebhookDelivery.attempts": 35,
  "Query.branches": 200,
  "Query.acquisitionPriors": 50,
  "Relationship.annualAmounts": 3,
  "Relationship.explain": 10,
  "EvidenceWithdrawal.errors": 1,
  "AcquisitionBatch.annualAmounts": 3,
  "AcquisitionBatch.explanation": 5,
  "Prospect.explanation": 5,
  "Path.steps": 6,
  "CommonHub.links": 20,
  "CommonHubConnection.stops": 100,
  "Subgraph.stops": 100,
  "PathSearch.stops": 100,
  "ReachableTargetConnection.stops": 100,
  "GuaranteeRing.members": 6,
  "GuaranteeRing.steps": 6,
  "OwnershipStake.chains": 5,
  "OwnershipChain.steps": 20,
  "OwnershipStakeConnection.cycles": 20,
  "OwnershipCycle.members": 50,
  "ExportPersonalDataPayload.tables": 50,
  "ErasePersonalDataPayload.tables": 50,
  "PlatformCoverage.buckets": 500,
  "CoverageBucket.deposits": 3,
  "CoveragePoint.deposits": 3,
  "CoveredParticipant.deposits": 3,
  "AcquisitionChain.steps": 100,
  "ScenarioPlatform.costs": 200,
  "PlatformBusinessCase.months": 120,
  "PlatformBusinessCase.costsLeftOut": 3,
  "RecordRecommendationsPayload.counts": 10,
  "RecommendationResult.errors": 3,
  "RegisterParticipantsPayload.counts": 10,
  "UpdateParticipantsPayload.counts": 10,
  "EndParticipationsPayload.counts": 10,
  "RegisterCasesPayload.counts": 10,
  "UpdateCasesPayload.counts": 10,
  "CompleteCasesPayload.counts": 10,
  "RecordProceedsPayload.counts": 10,
  "CaseResult.errors": 3,
  "CaseResult.warnings": 3,
  "PlatformCase.parties": 50,
  "PlatformCase.proceedsTotals": 3,
  "Query.participantRoles": 30,
  "PlatformParticipant.participations": 5,
  "ParticipantResult.errors": 3,
  "ParticipantResult.warnings": 3,
};
export const unknownBound = 50;
/** Reasons why a mutation wrote nothing: one a field of its input. */
export const userErrorsBound = 10;

/** A list that may be so long counts as a page where pages stand within each other. */
export const longList = 50;

/** How many pages may stand within each other: batches, their prospects, the paths of each make three. */
export const pageNesting = 4;
