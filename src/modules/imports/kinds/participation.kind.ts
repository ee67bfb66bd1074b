import { linkKind } from "./link.kind.ts";

/** PARTICIPATES_IN: an organization works through a scenario platform in a role. A platform has no credit code. */
export const participationKind = linkKind({
  name: "PARTICIPATION",
  about: "One participation of an organization in a scenario platform, in a role of the platform.",
  kind: "PARTICIPATES_IN",
  from: { prefix: "participant", about: "The participant", types: ["ORGANIZATION"] },
  to: { prefix: "platform", about: "The platform", types: ["SCENARIO_PLATFORM"] },
  evidenceKind: "PLATFORM",
  role: {
    columns: [{ name: "role", required: true, about: "The participant's role on the platform, e.g. STORE." }],
    of: (cells) => cells.required("role", 100),
  },
});
