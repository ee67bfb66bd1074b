import { graphReaders, type Policy } from "../../shared/policy.ts";

/** The supply chain is part of the graph. */
export const supplyPolicy: Policy = {
  "Organization.suppliers": graphReaders,
  "Organization.customers": graphReaders,
};
