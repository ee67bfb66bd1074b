import { sql } from "kysely";
import type { Em } from "../../database.ts";
import type { TimeAsked } from "../../shared/asked.ts";
import { isKnownAt } from "../graph/known.sql.ts";
import type { ServedChannel } from "./acquisition.enums.ts";

/** The prior in force at a time for each hub: that of its platform's scenario when head office gave one, else that of the channel. */
export async function priorsFor(
  em: Em,
  channel: ServedChannel,
  hubs: readonly string[],
  { asOf: day, knownAt }: TimeAsked,
): Promise<Map<string, number>> {
  const priors = knownAt === null ? sql`acquisition_prior` : sql`acquisition_prior_history`;
  const known = knownAt === null ? sql`` : sql`and ${isKnownAt("a", knownAt)}`;
  const { rows } = await sql<{ id: string; probability: number }>`
    select h.id, p.probability from unnest(${[...hubs]}::bigint[]) h(id) left join scenario_platform s on s.entity_id = h.id
    cross join lateral (
      select probability from ${priors} a
      where a.channel = ${channel} and (a.scenario is null or a.scenario = s.scenario) ${known}
      order by a.valid_from <= ${day}::date desc, a.scenario is null, case when a.valid_from <= ${day}::date then a.valid_from end desc, a.valid_from limit 1) p`.execute(
    em.getKysely(),
  );
  return new Map(rows.map((row) => [row.id, row.probability]));
}
