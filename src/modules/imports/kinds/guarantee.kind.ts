import { linkKind } from "./link.kind.ts";

/** GUARANTEES: the guarantor stands surety for the debtor. */
export const guaranteeKind = linkKind({
  name: "GUARANTEE",
  about: "One guarantee that an organization gives for another.",
  kind: "GUARANTEES",
  from: { prefix: "guarantor", about: "Who stands surety", types: ["ORGANIZATION"] },
  to: { prefix: "debtor", about: "For whom", types: ["ORGANIZATION"] },
  evidenceKind: "CONTRACT",
});
