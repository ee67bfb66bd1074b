import { graphReaders, graphReadersAndPlatform, type Policy } from "../../shared/policy.ts";

/** A platform registers and reads on its own platform alone; staff who read the graph see every platform and its participants. */
export const platformPolicy: Policy = {
  "Query.platform": graphReadersAndPlatform,
  "Query.platforms": graphReadersAndPlatform,
  "ScenarioPlatform.participants": graphReadersAndPlatform,
  "ScenarioPlatformConnection.totalCount": graphReadersAndPlatform,
  "Organization.participations": graphReaders,
  "Mutation.registerParticipants": ["PLATFORM", "HEAD_OFFICE"],
  "ParticipantResult.organization": ["PLATFORM", "HEAD_OFFICE"],
  "ParticipantResult.participation": ["PLATFORM", "HEAD_OFFICE"],
};
