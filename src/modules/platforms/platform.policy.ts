import {
  everyViewer,
  graphReaders,
  graphReadersAndPlatform,
  headOffice,
  type Policy,
  type Rule,
} from "../../shared/policy.ts";

const registrars: Rule = { roles: ["PLATFORM", "HEAD_OFFICE"], platformNeeds: "REGISTER_PARTICIPANTS" };
/** What the rows of a call have become says what stood before it, so it takes leave to read. */
const registrarsWhoRead: Rule = { roles: ["PLATFORM", "HEAD_OFFICE"], platformNeeds: "READ_PARTICIPANTS" };
/** What a platform sent, as it sent it: the platform itself, and who sees the whole bank. */
const readersOfSent: Rule = { roles: ["PLATFORM", "HEAD_OFFICE", "AUDITOR"], platformNeeds: "READ_PARTICIPANTS" };

/** A platform registers and reads on its own platform alone; staff who read the graph see every platform and its participants. */
export const platformPolicy: Policy = {
  "Query.platform": graphReadersAndPlatform,
  "Query.platforms": graphReadersAndPlatform,
  "ScenarioPlatform.participants": graphReadersAndPlatform,
  "ScenarioPlatformConnection.totalCount": graphReadersAndPlatform,
  "Organization.participations": graphReaders,
  "Mutation.registerParticipants": registrars,
  "Mutation.updateParticipants": registrars,
  "Mutation.endParticipations": registrars,
  "Query.platformParticipants": readersOfSent,
  "PlatformParticipantConnection.totalCount": readersOfSent,
  "Mutation.registerCases": registrars,
  "Mutation.updateCases": registrars,
  "Mutation.completeCases": registrars,
  "Mutation.recordProceeds": registrars,
  "CaseResult.case": registrarsWhoRead,
  "Query.platformCases": readersOfSent,
  "PlatformCaseConnection.totalCount": readersOfSent,
  "PlatformCase.administrator": readersOfSent,
  "PlatformCase.parties": readersOfSent,
  "PlatformCase.proceeds": readersOfSent,
  "PlatformCase.proceedsTotals": readersOfSent,
  "CaseParty.organization": readersOfSent,
  "CaseProceeds.recipient": readersOfSent,
  "Query.participantRoles": everyViewer,
  "Mutation.addParticipantRole": headOffice,
  "Mutation.givePlatformRoles": headOffice,
  "GivePlatformRolesPayload.platform": headOffice,
  "ParticipantResult.organization": registrarsWhoRead,
  "ParticipantResult.participation": registrarsWhoRead,
};
