import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";

/** What makes an entity a scenario platform. */
export interface PlatformRow {
  entityId: string;
  scenario: string;
  /** Codes of the roles in which participants take part. */
  roles: readonly string[];
}

/**
 * Gives entities of type SCENARIO_PLATFORM what they have beyond an entity, one row an entity a call; answers the ids of
 * those that changed. Roles that stand stay, for participants may have them; a new platform's launch is not known. Replays
 * write nothing.
 */
export async function writePlatforms(tx: Em, rows: readonly PlatformRow[]): Promise<Set<string>> {
  const changed = new Set<string>();
  for (const chunk of chunks(rows)) {
    const asked = rowSet(chunk, {
      id: ["bigint", (row) => row.entityId],
      scenario: ["text", (row) => row.scenario],
      // Arrays of arrays must be even in SQL; as JSON they need not.
      roles: ["jsonb", (row) => JSON.stringify(row.roles)],
    });
    const { rows: written } = await sql<{ id: string }>`
      insert into scenario_platform as p (entity_id, scenario, roles)
      select id, scenario, array(select jsonb_array_elements_text(v.roles)) from ${asked}
      on conflict (entity_id) do update set scenario = excluded.scenario,
        roles = p.roles || array(select r from unnest(excluded.roles) r where r <> all(p.roles))
      where p.scenario <> excluded.scenario or not p.roles @> excluded.roles
      returning entity_id as id`.execute(tx.getKysely());
    for (const { id } of written) changed.add(id);
  }
  return changed;
}
