import { graphReaders, graphReadersAndPlatform, type Policy } from "../../shared/policy.ts";

/** Staff who read the graph see every organization; a platform asks by the ids it was given, and gets what it sent. */
export const organizationPolicy: Policy = {
  "Query.organization": graphReadersAndPlatform,
  "Query.organizations": graphReaders,
  "Query.region": graphReaders,
  "Organization.sites": graphReaders,
  "OrganizationConnection.totalCount": graphReaders,
};
