import { graphReaders, type Policy } from "../../shared/policy.ts";

/** Memberships are part of the graph. */
export const associationPolicy: Policy = {
  "Query.associations": graphReaders,
  "Organization.members": graphReaders,
  "Organization.memberships": graphReaders,
  "Group.members": graphReaders,
};
