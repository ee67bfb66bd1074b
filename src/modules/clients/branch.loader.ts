import { sql } from "kysely";
import type { Context } from "../../context.ts";
import { encodeId } from "../../shared/ids.ts";
import { requestLoader } from "../../shared/loader.ts";
import { answersNode } from "../../shared/nodes.ts";
import type { BranchType } from "./branch.type.ts";

interface BranchRow {
  id: string;
  code: string;
  name: string;
  name_en: string | null;
  region: string | null;
}

/** All branches of the bank by code; some hundreds at most. */
export async function findBranches(context: Context): Promise<BranchType[]> {
  const { rows } = await sql<BranchRow>`select id, code, name, name_en, region from branch order by code`.execute(
    context.em.getKysely(),
  );
  return rows.map((row) => toBranch(row, context));
}

/** A branch by key; null when there is none. */
export const loadBranch = requestLoader<string, BranchType | null>(async (context, keys) => {
  const { rows } = await sql<BranchRow>`select id, code, name, name_en, region from branch
    where id = any(${[...keys]}::bigint[])`.execute(context.em.getKysely());
  const found = new Map(rows.map((row) => [row.id, toBranch(row, context)]));
  return keys.map((key) => found.get(key) ?? null);
});

const toBranch = ({ id, code, name, name_en, region }: BranchRow, { language }: Context): BranchType => ({
  __typename: "Branch",
  id: encodeId("branch", id),
  code,
  name: language === "en" ? (name_en ?? name) : name,
  region,
});

answersNode("branch", async (context, key) => (context.viewer.kind === "staff" ? loadBranch(context, key) : null));
