import { personKind } from "./person.end.ts";

const form = {
  name: "OWNERSHIP",
  about: "One share that an organization or a person holds in an organization.",
  kind: "OWNS",
  to: { prefix: "owned", about: "The organization that is owned", types: ["ORGANIZATION"] },
  evidenceKind: "REGISTRY",
  hasShare: true,
  role: {
    columns: [
      {
        name: "owner_type",
        required: false,
        about: "ORGANIZATION or PERSON; empty: ORGANIZATION. A person is named by number and name.",
      },
    ],
    of: () => null,
  },
} as const;

/** OWNS: an organization or a person holds a share of an organization. */
export const ownershipKind = personKind(
  form,
  { prefix: "owner", about: "Who owns", types: ["ORGANIZATION"] },
  (cells) => cells.oneOf("owner_type", ["ORGANIZATION", "PERSON"]) === "PERSON",
);
