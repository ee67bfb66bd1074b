import { sql } from "kysely";
import type { Em } from "../../database.ts";
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
