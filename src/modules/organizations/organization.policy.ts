import { graphReaders, graphReadersAndPlatform, headOffice, type Policy, type Rule } from "../../shared/policy.ts";

/** Head office merges; auditors see that it did. */
const mergeReaders: Rule = ["HEAD_OFFICE", "AUDITOR"];

/** Staff who read the graph see every organization; a platform asks by the ids it was given, and gets what it sent. Likely matches are read by staff and decided by head office; platforms never learn of them. */
export const organizationPolicy: Policy = {
  "Query.organization": graphReadersAndPlatform,
  "Query.organizations": graphReaders,
  "Query.region": graphReaders,
  "Query.regions": graphReaders,
  "Region.children": graphReaders,
  "Region.replacedBy": graphReaders,
  "Region.organizationCount": graphReaders,
  "Query.industries": graphReaders,
  "Industry.children": graphReaders,
  "Industry.organizationCount": graphReaders,
  "Query.sizeClasses": graphReaders,
  "SizeClass.organizationCount": graphReaders,
  "Organization.regionDetail": graphReaders,
  "Organization.industryDetail": graphReaders,
  "Organization.sizeClass": graphReaders,
  "Organization.sites": graphReaders,
  "Organization.formerNames": graphReaders,
  "OrganizationConnection.totalCount": graphReaders,
  "Query.matchOrganizations": graphReaders,
  "Query.matchCandidates": graphReaders,
  "MatchCandidate.first": graphReaders,
  "MatchCandidate.second": graphReaders,
  "Query.organizationMerges": mergeReaders,
  "OrganizationMerge.keep": mergeReaders,
  "OrganizationMerge.dropId": mergeReaders,
  "MergedRelationship.source": headOffice,
  "MergedRelationship.target": headOffice,
  "Mutation.decideMatch": headOffice,
  "Mutation.mergeOrganizations": headOffice,
  "Mutation.undoMerge": headOffice,
};
