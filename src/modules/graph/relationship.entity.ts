import { defineEntity, p } from "@mikro-orm/core";

/** One period in which a relationship of one kind and role held. Amounts and confidence are today's copy, derived from evidence. */
export const Relationship = defineEntity({
  name: "Relationship",
  properties: {
    id: p.bigint("string").primary(),
    kind: p.text(),
    sourceId: p.bigint("string"),
    targetId: p.bigint("string"),
    role: p.text().nullable(),
    since: p.date().nullable(),
    until: p.date().nullable(),
    baseAmount: p.decimal("string").default("0"),
    annualAmounts: p.json<{ amount: string; currency: string }[]>().default([]),
    confidence: p.double().default(0.5),
    recordedConfidence: p.double().default(0.5),
    lastObservedOn: p.date().nullable(),
    recordedAt: p.datetime().defaultRaw("now()"),
    withdrawnAt: p.datetime().nullable(),
  },
});

/** Why we believe it: one sighting by one source. Its reference and amount are private and stand in EvidenceDetail. */
export const Evidence = defineEntity({
  name: "Evidence",
  properties: {
    id: p.bigint("string").primary(),
    relationshipId: p.bigint("string"),
    kind: p.text(),
    source: p.text(),
    observedOn: p.date().nullable(),
    recordedAt: p.datetime().defaultRaw("now()"),
    withdrawnAt: p.datetime().nullable(),
  },
});

/** Row-level security: readable by the branches where one of the two ends holds an account. */
export const EvidenceDetail = defineEntity({
  name: "EvidenceDetail",
  properties: {
    evidenceId: p.bigint("string").primary(),
    relationshipId: p.bigint("string"),
    reference: p.text().nullable(),
    amount: p.decimal("string").nullable(),
    currency: p.text().nullable(),
  },
});
