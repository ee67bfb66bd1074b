import type { Em } from "../../../database.ts";
import { nameForms } from "../../organizations/company-name.ts";
import { type IdentityRow, resolveEntities } from "../../organizations/identity.service.ts";
import { writeSites } from "../../organizations/site.writer.ts";
import { recordChanges } from "../change.record.ts";
import { CellError, type CellReader } from "./cell.reader.ts";
import { type Placed, type RowOutcome, rowKind, type WriteContext } from "./kind.ts";

const categories = [
  "ENTERPRISE",
  "INDIVIDUAL_BUSINESS",
  "BRANCH",
  "ASSOCIATION",
  "GOVERNMENT",
  "PUBLIC_INSTITUTION",
  "OTHER",
] as const;
const statuses = ["ACTIVE", "DEREGISTERED", "REVOKED", "INSOLVENT", "UNKNOWN"] as const;
const sizes = ["LARGE", "MEDIUM", "SMALL", "MICRO"] as const;

interface OrganizationRow extends IdentityRow {
  address: string | null;
}

/** Organizations with what the bank keeps of each; a row changes what stands, and an empty cell says nothing. */
export const organizationKind = rowKind<OrganizationRow>({
  name: "ORGANIZATION",
  about: "One organization: an enterprise, an association, a court, a store of a chain.",
  columns: [
    { name: "name", required: true, about: "Its name." },
    { name: "credit_code", required: false, about: "Its unified social credit code, 18 characters." },
    { name: "number", required: false, about: "The source's own number for it, kept as text." },
    { name: "category", required: false, about: `One of ${categories.join(", ")}; empty: by the credit code.` },
    { name: "status", required: false, about: `One of ${statuses.join(", ")}.` },
    { name: "region", required: false, about: "GB/T 2260 code, six digits." },
    { name: "industry", required: false, about: "GB/T 4754 code with its section letter, e.g. C3011." },
    { name: "size_class", required: false, about: `One of ${sizes.join(", ")}.` },
    { name: "address", required: false, about: "Where it is, in the source's words." },
  ],
  makesEntities: true,
  parse: (cells) => ({ ...organization(cells), address: cells.text("address", 2000) }),
  ends: () => [],
  write: writeOrganizations,
});

function organization(cells: CellReader): IdentityRow {
  const creditCode = cells.creditCode("credit_code");
  const number = cells.number("number", "name");
  const name = cells.required("name");
  if (creditCode === null && number === null)
    throw new CellError("IDENTITY_MISSING", "number", "the organization has neither a credit code nor a number");
  return {
    type: "ORGANIZATION",
    ...{ name, creditCode, number, source: cells.context.source },
    // Here, for rows are read while those before them are written.
    matchKey: nameForms(name).weak,
    category: cells.oneOf("category", categories),
    status: cells.oneOf("status", statuses) ?? undefined,
    region: cells.text("region", 20),
    industry: cells.text("industry", 20),
    sizeClass: cells.oneOf("size_class", sizes),
    authority: "OWN",
  };
}

async function writeOrganizations(
  tx: Em,
  rows: readonly Placed<OrganizationRow>[],
  { importId, source }: WriteContext,
): Promise<RowOutcome[]> {
  const written = await resolveEntities(
    tx,
    rows.map(({ row }) => row),
    { importId },
  );
  await recordChanges(
    tx,
    importId,
    written.flatMap(({ entityId, change }) => (change ? [{ entityId: entityId!, ...change }] : [])),
  );
  await writeSites(
    tx,
    written.flatMap(({ entityId }, index) => {
      const { address } = rows[index]!.row;
      return entityId === null || address === null ? [] : [{ entityId, source, address, observedOn: null }];
    }),
  );
  return written.map((one) =>
    one.outcome === "CONFLICT"
      ? {
          outcome: "REJECTED",
          problem: {
            code: "ROW_CONFLICT",
            field: "number",
            message: "the number or the credit code belongs to something else already",
          },
        }
      : { outcome: one.outcome },
  );
}
