import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import { asSystem } from "../../shared/session.ts";
import { nameForms } from "./company-name.ts";

/** An organization as far as its key goes. */
export interface KeyedName {
  id: string;
  name: string;
  region: string | null;
}

/** Keeps the keys by which likely matches are looked for; those that stand unchanged are not written. */
export async function writeMatchKeys(tx: Em, rows: readonly KeyedName[]): Promise<void> {
  for (const chunk of chunks(rows)) {
    const keyed = rowSet(chunk, {
      id: ["bigint", (row) => row.id],
      key: ["text", (row) => nameForms(row.name).weak],
      region: ["text", (row) => row.region],
    });
    await sql`insert into organization_match_key as k (entity_id, key, region) select id, key, region from ${keyed}
      on conflict (entity_id) do update set key = excluded.key, region = excluded.region
        where (k.key, k.region) is distinct from (excluded.key, excluded.region)`.execute(tx.getKysely());
  }
}

const atOnce = 5_000;

/** Makes the keys that organizations lack: of a database from before there were keys, and of rows that came another way. Answers how many. */
export async function completeMatchKeys(em: Em): Promise<number> {
  let after = "0";
  for (let made = 0; ; ) {
    const rows = await asSystem(em, async (tx) => {
      const found =
        await sql<KeyedName>`select e.id, e.name, e.region from organization o join entity e on e.id = o.entity_id
        where o.entity_id > ${after}::bigint and e.merged_into is null
          -- No NOT EXISTS: the planner would hash all keys for every few thousand of them.
          and (select true from organization_match_key k where k.entity_id = o.entity_id) is null
        order by o.entity_id limit ${atOnce}`.execute(tx.getKysely());
      await writeMatchKeys(tx, found.rows);
      return found.rows;
    });
    made += rows.length;
    if (rows.length < atOnce) return made;
    after = rows.at(-1)!.id;
  }
}
