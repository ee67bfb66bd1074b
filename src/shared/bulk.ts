import { type RawBuilder, sql } from "kysely";
import type { Em } from "../database.ts";

/** How many rows one statement carries: enough that round trips don't count, few enough to stay far from any limit. */
export const chunkSize = 5_000;

/** The rows in slices of chunkSize; none for no rows, so that nothing is sent for nothing. */
export function* chunks<T>(rows: readonly T[]): Generator<T[]> {
  for (let from = 0; from < rows.length; from += chunkSize) yield rows.slice(from, from + chunkSize);
}

/** A column of a row set: its SQL type, and its value in one row. */
export type Column<T> = [type: string, value: (row: T) => unknown];

/**
 * Rows as a table `v` of the statement, one array parameter a column, for `from ${rowSet(…)}`. `v.place` counts them from 1
 * in their order. Column names and types are ours, never input.
 */
export function rowSet<T>(rows: readonly T[], columns: Record<string, Column<T>>): RawBuilder<unknown> {
  const arrays = Object.values(columns).map(([type, value]) => sql`${rows.map(value)}::${sql.raw(type)}[]`);
  const names = [...Object.keys(columns), "place"].map((name) => sql.ref(name));
  return sql`unnest(${sql.join(arrays)}) with ordinality as v(${sql.join(names)})`;
}

/** Reserves ids of a table, so that rows and what refers to them are known before either is written. */
export async function reserveIds(tx: Em, table: "entity" | "relationship" | "evidence", count: number) {
  if (count === 0) return [];
  const { rows } = await sql<{ id: string }>`
    select nextval(${`${table}_id_seq`}::regclass)::text as id from generate_series(1, ${count}::int)`.execute(
    tx.getKysely(),
  );
  return rows.map((row) => row.id);
}
