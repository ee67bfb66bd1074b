import { sql } from "kysely";
import type { Em } from "../src/database.ts";
import { type Column, chunks, rowSet } from "../src/shared/bulk.ts";
import type { DemoRow } from "./demo-files.ts";

/** Ids by key of the files. */
export type Ids = ReadonlyMap<string, string>;

/** Writes rows, a few thousand a statement. `casts`: where a column's type is another than that of its parameter. */
export async function insert(
  tx: Em,
  table: string,
  rows: readonly DemoRow[],
  columns: Record<string, Column<DemoRow>>,
  casts: Record<string, string> = {},
): Promise<void> {
  const names = Object.keys(columns);
  const values = names.map((name) => (casts[name] ? sql`${sql.ref(name)}::${sql.raw(casts[name])}` : sql.ref(name)));
  const filled = Object.entries(columns).map(([name, [type, value]]): [string, Column<DemoRow>] => [
    name,
    [type, (row) => value(row) ?? null],
  ]);
  for (const chunk of chunks(rows)) {
    await sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
      select ${sql.join(values)} from ${rowSet(chunk, Object.fromEntries(filled))}`.execute(tx.getKysely());
  }
}

/** Ids reserved for rows by their keys, in the order of the file, so that what refers to them is known before they are written. */
export async function numbered(tx: Em, table: string, rows: readonly DemoRow[]): Promise<Map<string, string>> {
  const { rows: found } = await sql<{ id: string }>`
    select nextval(pg_get_serial_sequence(${table}, 'id'))::text as id from generate_series(1, ${rows.length}::int)`.execute(
    tx.getKysely(),
  );
  return new Map(rows.map((row, place) => [row.key!, found[place]!.id]));
}
