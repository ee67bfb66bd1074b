import { graphReaders, headOffice, type Policy } from "../../shared/policy.ts";

/** Whoever reads the graph may ask for batches; row-level security on accounts decides from which clients. Head office sets the priors. */
export const acquisitionPolicy: Policy = {
  "Query.acquisitionBatches": graphReaders,
  "Query.prospects": graphReaders,
  "Query.acquisitionPriors": graphReaders,
  "Mutation.setAcquisitionPrior": headOffice,
  "AcquisitionBatch.hub": graphReaders,
  "AcquisitionBatch.introducers": graphReaders,
  "AcquisitionBatch.annualAmounts": graphReaders,
  "AcquisitionBatch.prospects": graphReaders,
  "Prospect.organization": graphReaders,
  "Prospect.paths": graphReaders,
};
