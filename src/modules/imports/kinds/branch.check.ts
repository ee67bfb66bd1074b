import { sql } from "kysely";
import type { Em } from "../../../database.ts";
import type { RowOutcome } from "./kind.ts";

export interface BranchCheck {
  isKnown(code: string): boolean;
  refused: RowOutcome;
}

/** Which of the codes are branches of the bank: a list makes none, for a slip of the pen would open an outlet. */
export async function checkBranches(tx: Em, codes: readonly string[]): Promise<BranchCheck> {
  const { rows } = await sql<{
    code: string;
  }>`select code from branch where code = any(${[...new Set(codes)]}::text[])`.execute(tx.getKysely());
  const known = new Set(rows.map(({ code }) => code));
  return {
    isKnown: (code) => known.has(code),
    refused: {
      outcome: "REJECTED",
      problem: { code: "BRANCH_UNKNOWN", field: "branch", message: "the bank has no branch of this code" },
    },
  };
}
