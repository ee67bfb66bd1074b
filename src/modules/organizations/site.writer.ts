import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks } from "../../shared/bulk.ts";
import { mergedAmong } from "../graph/merged.service.ts";

/** An address that a source gives for an organization on a day; null: not dated. */
export interface SiteRow {
  entityId: string;
  source: string;
  address: string;
  observedOn: string | null;
}

/** Keeps addresses, one a source and wording, with the first and last day on which they were seen. A repeat writes nothing. Answers whose changed. */
export async function writeSites(tx: Em, asked: readonly SiteRow[]): Promise<Set<string>> {
  const changed = new Set<string>();
  const merged = await mergedAmong(
    tx,
    asked.map((row) => row.entityId),
  );
  const rows = asked.map((row) => ({ ...row, entityId: merged.get(row.entityId) ?? row.entityId }));
  for (const chunk of chunks([...rows])) {
    const { rows: written } = await sql<{
      id: string;
    }>`insert into organization_site as s (entity_id, source, address, first_observed_on, last_observed_on)
      select entity_id, source, address, min(day), max(day)
      from unnest(${chunk.map((row) => row.entityId)}::bigint[], ${chunk.map((row) => row.source)}::text[], ${chunk.map((row) => row.address)}::text[],
        ${chunk.map((row) => row.observedOn)}::date[]) v(entity_id, source, address, day)
      group by entity_id, source, address order by entity_id, source, address
      on conflict (entity_id, source, address) do update
        set first_observed_on = least(s.first_observed_on, excluded.first_observed_on), last_observed_on = greatest(s.last_observed_on, excluded.last_observed_on)
        where (s.first_observed_on, s.last_observed_on) is distinct from
          (least(s.first_observed_on, excluded.first_observed_on), greatest(s.last_observed_on, excluded.last_observed_on))
      returning s.entity_id as id`.execute(tx.getKysely());
    for (const { id } of written) changed.add(id);
  }
  return changed;
}
