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
 * in their order. What a column says in every row is sent once, but for the first one's, which says how many rows there are.
 * Column names and types are ours, never input.
 */
export function rowSet<T>(rows: readonly T[], columns: Record<string, Column<T>>): RawBuilder<unknown> {
  const arrays: RawBuilder<unknown>[] = [];
  const names: RawBuilder<unknown>[] = [];
  const constants: RawBuilder<unknown>[] = [];
  for (const [name, [type, value]] of Object.entries(columns)) {
    const first = rows.length > 1 && arrays.length > 0 ? value(rows[0]!) : undefined;
    if (first !== undefined && rows.every((row) => value(row) === first))
      constants.push(sql`, ${first}::${sql.raw(type)} as ${sql.ref(name)}`);
    else {
      arrays.push(sql`${arrayText(rows, value)}::${sql.raw(type)}[]`);
      names.push(sql.ref(name));
    }
  }
  const unnested = sql`unnest(${sql.join(arrays)}) with ordinality as u(${sql.join([...names, sql.ref("place")])})`;
  return sql`(select u.*${sql.join(constants, sql``)} from ${unnested}) as v`;
}

/** What an array's text may hold without quotes: ids, numbers, days, codes. NULL is the word for nothing. */
const plain = /^(?!null$)[\w.:+-]+$/i;
const specials = /["\\]/g;

/** An array as PostgreSQL reads it; the driver takes several times as long for its own. Joined, for each text that grows is one more to collect. */
function arrayText<T>(rows: readonly T[], value: (row: T) => unknown): string {
  const cells = rows.map((row) => {
    const one = value(row);
    if (one === null || one === undefined) return "NULL";
    const cell = String(one);
    return plain.test(cell) ? cell : `"${cell.replace(specials, "\\$&")}"`;
  });
  return `{${cells.join(",")}}`;
}

/** Reserves ids of a table, so that rows and what refers to them are known before either is written. */
export async function reserveIds(tx: Em, table: "entity" | "relationship" | "evidence", count: number) {
  if (count === 0) return [];
  const { rows } = await sql<{ ids: string[] }>`
    select json_agg(nextval(${`${table}_id_seq`}::regclass)::text) as ids from generate_series(1, ${count}::int)`.execute(
    tx.getKysely(),
  );
  return rows[0]!.ids;
}
