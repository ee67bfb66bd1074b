import { sql } from "kysely";
import type { Em } from "../../src/database.ts";
import { asSystem } from "../../src/shared/session.ts";

/** Declared references of the whole schema that lead nowhere, as "table.column". */
export async function danglingReferences(em: Em): Promise<string[]> {
  return asSystem(em, async (tx) => {
    const { rows: keys } = await sql<{ from: string; column: string; to: string; key: string }>`
      select c.conrelid::regclass::text as "from", a.attname as "column", c.confrelid::regclass::text as "to", b.attname as "key"
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1]
      where c.contype = 'f' and c.connamespace = 'public'::regnamespace and cardinality(c.conkey) = 1`.execute(
      tx.getKysely(),
    );
    const dangling: string[] = [];
    for (const { from, column, to, key } of keys) {
      const { rows } = await sql`select from ${sql.table(from)} f where f.${sql.ref(column)} is not null
        and not exists (select from ${sql.table(to)} t where t.${sql.ref(key)} = f.${sql.ref(column)}) limit 1`.execute(
        tx.getKysely(),
      );
      if (rows.length > 0) dangling.push(`${from}.${column}`);
    }
    return dangling;
  });
}
