import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import type { ParticipantSlot, ParticipationSlot } from "./registration.slot.ts";

interface Ended {
  slot: ParticipantSlot;
  participation: ParticipationSlot;
}

/** A sighting that reaches past the end that its platform says now, and what it says from now on. */
export interface ShortenedSighting extends Ended {
  observedOn: Day | null;
  validFrom: Day | null;
}

/**
 * The platform's own sightings that reach past the end of a period that it says now: an end alone ends only what was seen before it, so they are said
 * again with the end. shared: periods whose relationship another period that holds stands on, too (two participants that the bank found to be
 * one): that one goes on.
 */
export async function sightingsAfterEnd(
  tx: Em,
  source: string,
  ended: readonly Ended[],
): Promise<{ sightings: ShortenedSighting[]; shared: Set<ParticipationSlot> }> {
  if (ended.length === 0) return { sightings: [], shared: new Set() };
  const db = tx.getKysely();
  const rows = rowSet(ended, {
    id: ["uuid", ({ participation }) => participation.id],
    relationship_id: ["bigint", ({ participation }) => participation.relationshipId],
    until: ["date", ({ participation }) => participation.until],
  });
  const { rows: holding } = await sql<{ place: string }>`select v.place from ${rows}
    where exists (select from participation n where n.relationship_id = v.relationship_id and n.id <> v.id and n.until is null)`.execute(
    db,
  );
  const shared = new Set(holding.map(({ place }) => ended[Number(place) - 1]!.participation));
  const { rows: found } = await sql<{ place: string; observedOn: Day | null; validFrom: Day | null }>`
    select v.place, e.observed_on as "observedOn", case when e.valid_from < v.until then e.valid_from end as "validFrom"
    from ${rows} join evidence e on e.relationship_id = v.relationship_id and e.withdrawn_at is null and e.claims_period
      and e.source = ${source} and e.kind = 'PLATFORM'
      and (e.valid_to > v.until or (e.valid_to is null and coalesce(e.observed_on, 'infinity') >= v.until))
    order by v.place, e.id`.execute(db);
  const sightings = found
    .map(({ place, ...said }) => ({ ...ended[Number(place) - 1]!, ...said }))
    .filter((one) => !shared.has(one.participation));
  return { sightings, shared };
}
