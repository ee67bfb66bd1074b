import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { type Column, rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { withoutRowChecks } from "../../shared/row-checks.ts";
import { confidenceOfOne } from "../graph/new-relationship.writer.ts";
import { participantColumns } from "./participant.service.ts";
import type { ParticipantSlot, PlannedChange, WithPeriod } from "./registration.slot.ts";

/** What the rows of a call mean of participants that are new, whose entity this call made, and of which one row alone speaks. */
export function freshAmong(
  planned: readonly PlannedChange[],
  made: readonly ParticipantSlot[],
): Map<ParticipantSlot, WithPeriod> {
  const candidates = new Set(made.filter((slot) => slot.formerIdentity === null));
  const fresh = new Map<ParticipantSlot, WithPeriod>();
  for (const row of planned) {
    if (fresh.delete(row.slot)) candidates.delete(row.slot);
    else if (candidates.has(row.slot)) fresh.set(row.slot, row as WithPeriod);
  }
  return fresh;
}

const columns = {
  ...Object.fromEntries(
    Object.entries(participantColumns).map(([name, [type, value]]) => [name, [type, ({ slot }) => value(slot)]]),
  ),
  period_id: ["uuid", ({ participation }) => participation.id],
  role: ["text", ({ participation }) => participation.role],
  since: ["date", ({ participation }) => participation.since],
  seen_on: ["date", ({ day }) => day],
} satisfies Record<string, Column<WithPeriod>>;
const participantNames = sql.join(Object.keys(participantColumns).map((name) => sql.ref(name)));

/**
 * Writes participants with their one participation, its relationship and its sighting, in one statement. Nobody else knows the entities yet, so
 * nothing can stand of their relationships or take the entities away, no lock is needed, and there is no period to work out: the relationship has the days of the sighting
 * and the confidence of one (relationship_values). tests/fresh-participants.test.ts holds it against the writers that know all cases.
 */
export async function writeFresh(
  tx: Em,
  { platformId, source }: { platformId: string; source: string },
  rows: readonly WithPeriod[],
  today: Day,
): Promise<void> {
  if (rows.length === 0) return;
  const write = sql<{ count: string }>`with held as materialized (
      select p.entity_id from scenario_platform p join entity e on e.id = p.entity_id where p.entity_id = ${platformId}::bigint for key share
    ), given as materialized (
      select v.*, nextval('relationship_id_seq') as relationship_id, nextval('evidence_id_seq') as evidence_id from ${rowSet(rows, columns)} cross join held
    ), strength as materialized (
      select d.seen_on, ${confidenceOfOne(today)} as confidence
      from (select distinct seen_on from given) d join evidence_kind k on k.kind = 'PLATFORM'
    ), participants as (
      insert into participant (platform_id, ${participantNames}) select ${platformId}::bigint, ${participantNames} from given
    ), relationships as (
      insert into relationship (id, kind, source_id, target_id, role, since, is_derived, confidence, last_observed_on)
      select g.relationship_id, 'PARTICIPATES_IN', g.entity_id, ${platformId}::bigint, g.role, g.since, true, s.confidence, g.seen_on
      from given g left join strength s on s.seen_on = g.seen_on
    ), sightings as (
      insert into evidence (id, relationship_id, kind, source, observed_on, valid_from, claims_period)
      select evidence_id, relationship_id, 'PLATFORM', ${source}, seen_on, since, true from given
    ), periods as (
      insert into participation (id, platform_id, participant_id, relationship_id, role, since, observed_on)
    select period_id, ${platformId}::bigint, id, relationship_id, role, since, seen_on from given
      returning 1
    )
    select count(*) as count from periods`;
  const { rows: written } = await withoutRowChecks(tx, () => write.execute(tx.getKysely()));
  if (Number(written[0]!.count) !== rows.length) throw new Error("a platform went while its participants were written");
}
