import { graphReaders, type Policy } from "../../shared/policy.ts";

/** Which branches there are is known to everybody who reads the graph; what stands in their books is not. */
export const clientPolicy: Policy = {
  "Query.branches": graphReaders,
};
