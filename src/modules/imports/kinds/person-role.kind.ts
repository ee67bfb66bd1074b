import { CellError } from "./cell.reader.ts";
import { personKind } from "./person.end.ts";

/** AFFILIATED_WITH: a person has a role in an organization. */
export const personRoleKind = personKind(
  {
    name: "PERSON_ROLE",
    about: "One role of a person in an organization: legal representative, executive, shareholder, finance staff.",
    kind: "AFFILIATED_WITH",
    to: { prefix: "organization", about: "The organization", types: ["ORGANIZATION"] },
    evidenceKind: "REGISTRY",
    role: {
      columns: [
        { name: "role", required: true, about: "One of LEGAL_REPRESENTATIVE, EXECUTIVE, SHAREHOLDER, FINANCE_STAFF." },
      ],
      of: (cells) => {
        const role = cells.oneOf("role", ["LEGAL_REPRESENTATIVE", "EXECUTIVE", "SHAREHOLDER", "FINANCE_STAFF"]);
        if (role === null) throw new CellError("TEXT_EMPTY", "role", "role is empty");
        return role;
      },
    },
  },
  { prefix: "person", about: "The person", types: ["PERSON"] },
  null,
);
