import type { Em } from "../../../database.ts";
import { type FacilityRow, writeFacilities } from "../../clients/facility.writer.ts";
import { checkBranches } from "./branch.check.ts";
import { CellError, type CellReader, endColumns } from "./cell.reader.ts";
import { type End, type Placed, type RowOutcome, rowKind, type WriteContext } from "./kind.ts";

interface FacilityListRow extends Omit<FacilityRow, "holderId" | "importId"> {
  holder: End;
}

/** Credit facilities of clients, by product. */
export const facilityKind = rowKind<FacilityListRow>({
  name: "FACILITY",
  about: "One credit facility that a branch granted to a client: product, limit, used amount.",
  columns: [
    ...endColumns("holder", "To whom it was granted"),
    { name: "branch", required: true, about: "Code of the branch that granted it." },
    { name: "product", required: true, about: "What it is, in the bank's words." },
    { name: "limit", required: true, about: "The limit, exact, at most two decimals." },
    { name: "used", required: false, about: "What is used of it; empty: 0." },
    { name: "currency", required: false, about: "Its currency; empty: CNY." },
    { name: "granted_on", required: true, about: "Day on which it was granted." },
    { name: "expires_on", required: false, about: "Day on which it ends; empty: open." },
  ],
  makesEntities: false,
  parse: facilityOf,
  ends: ({ holder }) => [holder],
  write: writeFacilityRows,
});

function facilityOf(cells: CellReader): FacilityListRow {
  for (const field of ["limit", "granted_on"]) cells.required(field);
  const [limit, used] = [cells.amount("limit")!, cells.amount("used") ?? "0"];
  if (Number(used) > Number(limit) && BigInt(cents(used)) > BigInt(cents(limit)))
    throw new CellError("AMOUNT_INVALID", "used", "more is used than the limit allows");
  const [grantedOn, expiresOn] = [cells.pastDay("granted_on")!, cells.day("expires_on")];
  if (expiresOn !== null && expiresOn <= grantedOn)
    throw new CellError("DATE_ORDER", "expires_on", "expires_on is not after granted_on");
  return {
    holder: cells.end("holder", ["ORGANIZATION", "PERSON"]),
    branchCode: cells.required("branch", 100),
    product: cells.required("product", 100),
    ...{ limit, used, grantedOn, expiresOn },
    currency: cells.currency("currency", limit)!,
  };
}

/** An amount with two decimals as a whole number of hundredths. */
function cents(amount: string): string {
  const [whole, part = ""] = amount.split(".");
  return `${whole}${part.padEnd(2, "0").slice(0, 2)}`;
}

async function writeFacilityRows(
  tx: Em,
  rows: readonly Placed<FacilityListRow>[],
  { importId }: WriteContext,
): Promise<RowOutcome[]> {
  const check = await checkBranches(
    tx,
    rows.map(({ row }) => row.branchCode),
  );
  const keyOf = ({ row, ends }: Placed<FacilityListRow>) =>
    JSON.stringify([ends[0]!.id, row.branchCode, row.product, row.grantedOn]);
  // Of several rows of one grant the last one holds.
  const last = new Map(rows.map((one) => [keyOf(one), one]));
  const written = [...last.values()].filter(({ row }) => check.isKnown(row.branchCode));
  const outcomes = await writeFacilities(
    tx,
    written.map(({ row, ends: [holder] }) => ({ ...row, holderId: holder!.id, importId })),
  );
  const found = new Map(written.map((one, index) => [one, outcomes[index]!]));
  return rows.map((one) =>
    check.isKnown(one.row.branchCode) ? { outcome: found.get(one) ?? "UNCHANGED" } : check.refused,
  );
}
