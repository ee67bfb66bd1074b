import { defineEntity, p } from "@mikro-orm/core";

/** What an organization alone has, beside its entity row. */
export const Organization = defineEntity({
  name: "Organization",
  properties: {
    entityId: p.bigint("string").primary(),
    creditCode: p.text().nullable(),
    sizeClass: p.text().nullable(),
    warnings: p.array().default([]),
  },
});
