import { createHash } from "node:crypto";
import type { Em } from "../src/database.ts";
import { categoryOf, identitiesOf } from "../src/modules/platforms/registration.plan.ts";
import type { DemoFiles, DemoRow } from "./demo-files.ts";
import { type Ids, insert } from "./demo-insert.ts";

/**
 * What each platform itself knows of its participants, as if it had registered them: without it a platform that signs in
 * would see none of those that the bank sees on it.
 */
export async function writeParticipants(tx: Em, files: DemoFiles, entities: Ids, relationships: Ids): Promise<void> {
  const organization = new Map(files.entities.map((row) => [row.key!, row]));
  const participations = files.relationships.filter((row) => row.kind === "PARTICIPATES_IN");
  const observedOn = new Map(files.evidence.map((row) => [row.relationship!, row.observedOn!]));
  // One participant an organization and platform, however many roles it has there.
  const participants = [...new Map(participations.map((row) => [participantKey(row), row])).values()];
  const sent = (row: DemoRow) => {
    const { name, creditCode, region, industry } = organization.get(row.source!)!;
    const unsaid = { externalId: row.source!, headOfficeCreditCode: null };
    return { name: name!, creditCode: creditCode!, region: region!, industry: industry!, ...unsaid };
  };
  await insert(
    tx,
    "participant",
    participants,
    {
      id: ["text", (row) => stableUuid(participantKey(row))],
      platform_id: ["bigint", (row) => entities.get(row.target!)],
      entity_id: ["bigint", (row) => entities.get(row.source!)],
      identity: ["text", (row) => identitiesOf(sent(row))[0]],
      name: ["text", (row) => sent(row).name],
      credit_code: ["text", (row) => sent(row).creditCode],
      category: ["text", (row) => categoryOf(sent(row))],
      region: ["text", (row) => sent(row).region],
      industry: ["text", (row) => sent(row).industry],
      external_id: ["text", (row) => sent(row).externalId],
      observed_on: ["date", (row) => observedOn.get(row.key!)],
    },
    { id: "uuid" },
  );
  await insert(
    tx,
    "participation",
    participations,
    {
      id: ["text", (row) => stableUuid(row.key!)],
      platform_id: ["bigint", (row) => entities.get(row.target!)],
      participant_id: ["text", (row) => stableUuid(participantKey(row))],
      relationship_id: ["bigint", (row) => relationships.get(row.key!)],
      role: ["text", (row) => row.role],
      since: ["date", (row) => row.since],
      until: ["date", (row) => row.until],
      observed_on: ["date", (row) => observedOn.get(row.key!)],
    },
    { id: "uuid", participant_id: "uuid" },
  );
}

const participantKey = (row: DemoRow) => `${row.target}:${row.source}`;

/** The same in every demo, so that its pages have an order that tests can know. */
function stableUuid(key: string): string {
  const hex = createHash("sha256").update(`demo:${key}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
