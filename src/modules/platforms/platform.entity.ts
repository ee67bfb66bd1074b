import { defineEntity, p } from "@mikro-orm/core";

/** What a scenario platform alone has, beside its entity row. */
export const ScenarioPlatform = defineEntity({
  name: "ScenarioPlatform",
  properties: {
    entityId: p.bigint("string").primary(),
    scenario: p.text(),
    roles: p.array(),
    launchedOn: p.date().nullable(),
  },
});

/** An organization as one platform knows it. Row-level security keeps platforms apart. */
export const Participant = defineEntity({
  name: "Participant",
  properties: {
    id: p.uuid().primary(),
    platformId: p.bigint("string"),
    entityId: p.bigint("string"),
    identity: p.text(),
    name: p.text(),
    creditCode: p.text().nullable(),
    category: p.text(),
    region: p.text().nullable(),
    industry: p.text().nullable(),
    externalId: p.text().nullable(),
    headOfficeCreditCode: p.text().nullable(),
    observedOn: p.date().nullable(),
    recordedAt: p.datetime().defaultRaw("now()"),
  },
});

/** One role of a participant over one period, and the relationship of the bank's graph that it made. */
export const Participation = defineEntity({
  name: "Participation",
  properties: {
    id: p.uuid().primary(),
    platformId: p.bigint("string"),
    participantId: p.uuid(),
    relationshipId: p.bigint("string"),
    role: p.text(),
    since: p.date().nullable(),
    until: p.date().nullable(),
    observedOn: p.date().nullable(),
    recordedAt: p.datetime().defaultRaw("now()"),
  },
});
