import { sql } from "kysely";
import type { Em } from "../../database.ts";
import type { ServedChannel } from "./acquisition.enums.ts";

/** The prior in force on a day for each hub: that of its platform's scenario when head office gave one, else that of the channel. */
export async function priorsFor(
  em: Em,
  channel: ServedChannel,
  hubs: readonly string[],
  day: string,
): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; probability: number }>`
    select h.id, p.probability from unnest(${[...hubs]}::bigint[]) h(id) left join scenario_platform s on s.entity_id = h.id
    cross join lateral (
      select probability from acquisition_prior a
      where a.channel = ${channel} and (a.scenario is null or a.scenario = s.scenario)
      order by a.valid_from <= ${day}::date desc, a.scenario is null, case when a.valid_from <= ${day}::date then a.valid_from end desc, a.valid_from limit 1) p`.execute(
    em.getKysely(),
  );
  return new Map(rows.map((row) => [row.id, row.probability]));
}
