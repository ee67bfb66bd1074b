import { CompiledQuery } from "kysely";
import type { Database } from "../../src/database.ts";
import { recordStatements } from "./statements.ts";

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: PlanNode[];
}

/** How many rows of each stored table some work read, kept or not, by the plans of its statements run again; the most of any one statement. */
export async function rowsRead(database: Database, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const most: Record<string, number> = {};
  for (const { sql, parameters } of await recordStatements(database, work)) {
    if (!/^\s*(select|with)\b/i.test(sql)) continue;
    const explain = CompiledQuery.raw(`explain (analyze, timing off, format json) ${sql}`, parameters);
    const { rows } = await database.em.getKysely().executeQuery<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(explain);
    const read: Record<string, number> = {};
    count(rows[0]!["QUERY PLAN"][0].Plan, read);
    for (const [table, rows] of Object.entries(read)) most[table] = Math.max(most[table] ?? 0, rows);
  }
  return most;
}

function count(node: PlanNode, read: Record<string, number>): void {
  const table = node["Relation Name"];
  const rows =
    node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  if (table) read[table] = (read[table] ?? 0) + rows * node["Actual Loops"];
  for (const part of node.Plans ?? []) count(part, read);
}
