import { defineEntity, p } from "@mikro-orm/core";

/** Head office's dated assumption of how likely one prospect of a channel (and scenario) opens an account. */
export const AcquisitionPrior = defineEntity({
  name: "AcquisitionPrior",
  properties: {
    id: p.bigint("string").primary(),
    channel: p.text(),
    scenario: p.text().nullable(),
    probability: p.double(),
    worthObservations: p.integer(),
    note: p.text(),
    validFrom: p.date(),
    recordedBy: p.text(),
    recordedAt: p.datetime().defaultRaw("now()"),
  },
});
