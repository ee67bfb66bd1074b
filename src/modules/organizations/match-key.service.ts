import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
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

/**
 * Makes the keys that organizations lack: of a database from before there were keys, and of rows that passed by the server. A region that
 * stands is not touched: it may be newer than what was read.
 */
export async function completeMatchKeys(
  tx: Em,
  rows: readonly { id: string; weak: string; region: string | null }[],
): Promise<void> {
  for (const chunk of chunks(rows)) {
    const keyed = rowSet(chunk, {
      id: ["bigint", (row) => row.id],
      key: ["text", (row) => row.weak],
      region: ["text", (row) => row.region],
    });
    await sql`insert into organization_match_key as k (entity_id, key, region) select id, key, region from ${keyed}
      on conflict (entity_id) do update set key = excluded.key where k.key is distinct from excluded.key`.execute(
      tx.getKysely(),
    );
  }
}
