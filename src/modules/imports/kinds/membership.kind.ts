import { linkKind } from "./link.kind.ts";

/** MEMBER_OF: an organization belongs to an association or a group. */
export const membershipKind = linkKind({
  name: "MEMBERSHIP",
  about: "One membership of an organization in an association or group.",
  kind: "MEMBER_OF",
  from: { prefix: "member", about: "The member", types: ["ORGANIZATION"] },
  to: { prefix: "association", about: "The association or group", types: ["ORGANIZATION", "GROUP"] },
  evidenceKind: "ASSOCIATION_ROSTER",
  role: {
    columns: [{ name: "role", required: false, about: "The member's office, in the source's words; empty: none." }],
    of: (cells) => cells.text("role", 100),
  },
});
