import type { Em } from "../../../database.ts";
import { type AccountRow, writeAccounts } from "../../clients/account.writer.ts";
import { type BranchCheck, checkBranches } from "./branch.check.ts";
import { CellError, endColumns } from "./cell.reader.ts";
import { type End, type Placed, type RowOutcome, rowKind, type WriteContext } from "./kind.ts";

const types = ["BASIC", "GENERAL", "SPECIAL_PURPOSE", "TEMPORARY"] as const;

interface AccountListRow extends Omit<AccountRow, "holderId" | "branch"> {
  holder: End;
  branchCode: string;
}

/** Accounts of clients; who holds an open one is a client. */
export const accountKind = rowKind<AccountListRow>({
  name: "ACCOUNT",
  about: "One account of a client at a branch of the bank.",
  columns: [
    ...endColumns("holder", "Who holds it"),
    { name: "account_number", required: true, about: "The account's number, kept as text." },
    { name: "branch", required: true, about: "Code of the branch, e.g. B02." },
    { name: "type", required: true, about: `One of ${types.join(", ")}.` },
    { name: "opened_on", required: true, about: "Day on which it was opened." },
    {
      name: "closed_on",
      required: false,
      about: "Day on which it was closed; empty: the row does not say, and what stands stays.",
    },
  ],
  makesEntities: false,
  parse: (cells) => {
    const type = cells.oneOf("type", types);
    if (type === null) throw new CellError("TEXT_EMPTY", "type", "type is empty");
    cells.required("opened_on");
    const [openedOn, closedOn] = [cells.day("opened_on")!, cells.day("closed_on")];
    if (closedOn !== null && closedOn <= openedOn)
      throw new CellError("DATE_ORDER", "closed_on", "closed_on is not after opened_on");
    return {
      holder: cells.end("holder", ["ORGANIZATION", "PERSON"]),
      number: cells.required("account_number", 100),
      branchCode: cells.required("branch", 100),
      ...{ type, openedOn, closedOn },
    };
  },
  ends: ({ holder }) => [holder],
  write: writeAccountRows,
});

async function writeAccountRows(
  tx: Em,
  rows: readonly Placed<AccountListRow>[],
  { day, importId }: WriteContext,
): Promise<RowOutcome[]> {
  const check: BranchCheck = await checkBranches(
    tx,
    rows.map(({ row }) => row.branchCode),
  );
  // Of several rows of one account the last one holds.
  const last = new Map(rows.map((one) => [JSON.stringify([one.row.number, one.row.openedOn]), one]));
  const written = [...last.values()].filter(({ row }) => check.isKnown(row.branchCode));
  const outcomes = await writeAccounts(
    tx,
    written.map(({ row: { branchCode, ...row }, ends: [holder] }) => ({
      ...row,
      holderId: holder!.id,
      branch: { code: branchCode, name: branchCode },
      importId,
    })),
    day,
  );
  const found = new Map(written.map((one, index) => [one, outcomes[index]!.outcome]));
  return rows.map((one) =>
    check.isKnown(one.row.branchCode) ? { outcome: found.get(one) ?? "UNCHANGED" } : check.refused,
  );
}
