import { graphReaders, headOffice, type Policy, type Rule } from "../../shared/policy.ts";

/** Those who deal with people: never auditors, other staff or machines. */
const peopleWorkers: Rule = ["RELATIONSHIP_MANAGER", "BRANCH_HEAD", "HEAD_OFFICE"];

/**
 * Masked, readers of the graph see the rows that row-level security leaves them; unmasked, and with what was remembered of a consent, those
 * who work with people do. Exporting and erasing a person is head office's.
 */
export const personalPolicy: Policy = {
  "Person.contacts": graphReaders,
  "Person.consents": graphReaders,
  "Person.moneyEvents": graphReaders,
  "Organization.contacts": graphReaders,
  "Organization.consents": graphReaders,
  "Contact.subject": graphReaders,
  "Contact.organization": graphReaders,
  "Contact.consents": graphReaders,
  "Consent.note": peopleWorkers,
  "Mutation.addContact": peopleWorkers,
  "Mutation.endContact": peopleWorkers,
  "Mutation.recordConsent": peopleWorkers,
  "Mutation.withdrawConsent": peopleWorkers,
  "Mutation.reveal": peopleWorkers,
  "Mutation.exportPersonalData": headOffice,
  "Mutation.erasePersonalData": headOffice,
};
