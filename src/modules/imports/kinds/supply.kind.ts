import { linkKind } from "./link.kind.ts";

/** SUPPLIES: the supplier sells to the buyer. */
export const supplyKind = linkKind({
  name: "SUPPLY",
  about: "One supply relationship, or one document that proves it: supplier, buyer, period, amount.",
  kind: "SUPPLIES",
  from: { prefix: "supplier", about: "Who sells", types: ["ORGANIZATION"] },
  to: { prefix: "buyer", about: "Who buys", types: ["ORGANIZATION"] },
  evidenceKind: "OTHER",
});
