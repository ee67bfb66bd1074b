import Table from "cli-table3";
import type { Timing } from "./http.ts";

/** The blocks of both sides for one operation, kind of start and number of connections. */
export interface Measured {
  name: string;
  from: string;
  connections: number;
  /** How many statements one request sends, BEGIN and COMMIT included; median over the starts. */
  statements: number;
  graphql: Timing[];
  bare: Timing[];
}

const at = (values: number[], part: number): number =>
  values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!;
const all = (blocks: readonly Timing[]) => blocks.flatMap((block) => block.each);
const perSecond = (blocks: readonly Timing[]) =>
  (all(blocks).length / blocks.reduce((sum, block) => sum + block.total, 0)) * 1_000;
const both = (row: Measured, value: (blocks: Timing[]) => number, digits = 1) =>
  [row.graphql, row.bare].map((blocks) => value(blocks).toFixed(digits)).join(" / ");

/** Medians of all requests of all blocks, and their ratio: how many times the bare SQL it takes. */
export function report(rows: readonly Measured[]): string {
  const table = new Table({
    head: ["operation", "start", "connections", "statements", "median ms", "p95 ms", "requests/s", "ratio"],
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    const medianOf = (blocks: Timing[]) => at(all(blocks), 0.5);
    const ratio = (medianOf(row.graphql) / medianOf(row.bare)).toFixed(2);
    table.push([
      row.name,
      row.from,
      row.connections,
      row.statements,
      both(row, medianOf),
      both(row, (blocks) => at(all(blocks), 0.95)),
      both(row, perSecond, 0),
      ratio,
    ]);
  }
  return table.toString();
}
