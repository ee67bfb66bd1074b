import { graphReaders, graphReadersAndPlatform, type Policy, type Rule } from "../../shared/policy.ts";

const registrars: Rule = { roles: ["PLATFORM", "HEAD_OFFICE"], platformNeeds: "REGISTER_PARTICIPANTS" };
/** What the rows of a call have become says what stood before it, so it takes leave to read. */
const registrarsWhoRead: Rule = { roles: ["PLATFORM", "HEAD_OFFICE"], platformNeeds: "READ_PARTICIPANTS" };

/** A platform registers and reads on its own platform alone; staff who read the graph see every platform and its participants. */
export const platformPolicy: Policy = {
  "Query.platform": graphReadersAndPlatform,
  "Query.platforms": graphReadersAndPlatform,
  "ScenarioPlatform.participants": graphReadersAndPlatform,
  "ScenarioPlatformConnection.totalCount": graphReadersAndPlatform,
  "Organization.participations": graphReaders,
  "Mutation.registerParticipants": registrars,
  "ParticipantResult.organization": registrarsWhoRead,
  "ParticipantResult.participation": registrarsWhoRead,
};
