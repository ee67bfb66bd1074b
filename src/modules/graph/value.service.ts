import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { asSystem } from "../../shared/session.ts";

/** A few thousand relationships a transaction, so that writers never wait long for the roll. */
const chunk = 5_000;

/** Brings stored amounts and confidence up to a day, from the evidence. Answers how many relationships changed. */
export async function rollValues(em: Em, day: string): Promise<number> {
  let changed = 0;
  for (let after: string | null = "0"; after !== null; ) {
    const from: string = after;
    const step = await asSystem(em, async (tx) => {
      const { rows } = await sql<{ last: string | null; changed: string }>`
        with due as materialized (select r.id from relationship r where r.id > ${from}::bigint order by r.id limit ${chunk})
        select (select max(id) from due) as last, refresh_relationships(array(select id from due), ${day}::date) as changed`.execute(
        tx.getKysely(),
      );
      return rows[0]!;
    });
    changed += Number(step.changed);
    after = step.last;
  }
  return changed;
}

const refreshSlice = 250;

/** Brings stored values of relationships up to the day, which is today, after their evidence has changed. */
export async function refreshValues(tx: Em, ids: readonly string[], day: Day): Promise<void> {
  for (const chunk of chunks([...ids].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)))) {
    // Row locks in id order first: an update takes them in whatever order its plan has.
    await sql`select from relationship where id = any(${chunk}::bigint[]) order by id for no key update`.execute(
      tx.getKysely(),
    );
    // In slices, for the planner takes the array for ten ids and joins in nested loops: five thousand at once take seconds.
    await sql`select refresh_relationships((${chunk}::bigint[])[first:first + ${sql.lit(refreshSlice - 1)}], ${day}::date)
      from generate_series(1, ${chunk.length}::int, ${sql.lit(refreshSlice)}) first`.execute(tx.getKysely());
  }
}
