import { defineEntity, p } from "@mikro-orm/core";

/** A row for everything that stands in the graph. What one type alone has stands in a one-to-one table of its module. */
export const Entity = defineEntity({
  name: "Entity",
  properties: {
    id: p.bigint("string").primary(),
    type: p.enum(["ORGANIZATION", "PERSON", "GROUP", "SCENARIO_PLATFORM"] as const),
    name: p.text(),
    category: p
      .enum([
        "ENTERPRISE",
        "INDIVIDUAL_BUSINESS",
        "BRANCH",
        "ASSOCIATION",
        "GOVERNMENT",
        "PUBLIC_INSTITUTION",
        "OTHER",
      ] as const)
      .nullable(),
    status: p.enum(["ACTIVE", "DEREGISTERED", "REVOKED", "INSOLVENT", "UNKNOWN"] as const).default("UNKNOWN"),
    region: p.text().nullable(),
    industry: p.text().nullable(),
    isBank: p.boolean().generated("(coalesce(industry like 'J66%', false)) stored"),
    isClient: p.boolean().default(false),
    doNotContact: p.boolean().default(false),
    isErased: p.boolean().default(false),
    mergedInto: p.bigint("string").nullable(),
    recordedAt: p.datetime().defaultRaw("now()"),
  },
});

/** Who calls an entity what: (source, the source's own number). */
export const SourceIdentity = defineEntity({
  name: "SourceIdentity",
  properties: {
    source: p.text().primary(),
    number: p.text().primary(),
    entityId: p.bigint("string"),
    recordedAt: p.datetime().defaultRaw("now()"),
  },
});
