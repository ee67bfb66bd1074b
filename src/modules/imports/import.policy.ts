import { headOffice, type Policy, type Rule } from "../../shared/policy.ts";

/** Head office loads lists; auditors see that it did, which rows were refused and why. What stands in the rows they do not see (row.loader.ts). */
const readers: Rule = ["HEAD_OFFICE", "AUDITOR"];

export const importPolicy: Policy = {
  "Query.importKinds": readers,
  "Query.importJobs": readers,
  "ImportJob.files": readers,
  "ImportJob.errors": readers,
  "ImportJob.pending": readers,
  "Mutation.createImport": headOffice,
  "Mutation.startImport": headOffice,
  "Mutation.cancelImport": headOffice,
  "Mutation.revertImport": headOffice,
};
