import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { standingUnderKey } from "../graph/stored-relationship.sql.ts";

/** A relationship as a merge remembers it, with what its period follows from (relationship.settling.ts). */
export interface Remembered {
  kind: string;
  sourceId: string;
  targetId: string;
  role: string | null;
  since: Day | null;
  until: Day | null;
  confidence: number;
  isDerived: boolean;
  recorded: Recorded[];
}
export interface Recorded {
  since: Day | null;
  until: Day | null;
  lastObservedOn: Day | null;
  needsEvidence: boolean;
}
export interface Standing extends Remembered {
  id: string;
  lastObservedOn: Day | null;
}
export type Period = Pick<Remembered, "since" | "until" | "confidence" | "isDerived" | "recorded">;
export interface Sighting {
  id: string;
  relationshipId: string;
  claimsPeriod: boolean;
  since: Day | null;
  until: Day | null;
  source: string;
  seenOn: Day;
}

export const columns = sql`r.id, r.kind, r.source_id as "sourceId", r.target_id as "targetId", r.role, r.since, r.until,
  r.recorded_confidence as confidence, r.last_observed_on as "lastObservedOn", r.is_derived as "isDerived", coalesce((
    select jsonb_agg(jsonb_build_object('since', p.since, 'until', p.until, 'lastObservedOn', p.last_observed_on,
      'needsEvidence', p.needs_evidence) order by p.since nulls first) from recorded_period p where p.relationship_id = r.id), '[]') as recorded`;

export const keyOf = (one: Pick<Remembered, "sourceId" | "targetId" | "kind" | "role">): string =>
  JSON.stringify([one.sourceId, one.targetId, one.kind, one.role]);
export const periodOf = ({ since, until, confidence, isDerived, recorded }: Period): Period => ({
  ...{ since, until, confidence, isDerived },
  recorded: recorded.map((one) => ({
    ...{ since: one.since, until: one.until, lastObservedOn: one.lastObservedOn, needsEvidence: one.needsEvidence },
  })),
});
export const remembered = (one: Standing): Remembered => ({
  ...{ kind: one.kind, sourceId: one.sourceId, targetId: one.targetId, role: one.role },
  ...periodOf(one),
});
export const isSame = (a: Period, b: Period) => JSON.stringify(periodOf(a)) === JSON.stringify(periodOf(b));

export const keyColumns = {
  source_id: ["bigint", (one: Remembered) => one.sourceId],
  target_id: ["bigint", (one: Remembered) => one.targetId],
  kind: ["text", (one: Remembered) => one.kind],
  role: ["text", (one: Remembered) => one.role],
} satisfies Record<string, [string, (one: Remembered) => unknown]>;

/** What stands under the keys of these. */
export async function readKeys(tx: Em, rows: readonly Remembered[]): Promise<Standing[]> {
  const found: Standing[] = [];
  for (const chunk of chunks([...new Map(rows.map((one) => [keyOf(one), one])).values()])) {
    const { rows: standing } = await sql<Standing>`select ${columns} from ${rowSet(chunk, keyColumns)}
      cross join lateral (select r.* from ${standingUnderKey}) r order by r.id`.execute(tx.getKysely());
    found.push(...standing);
  }
  return found;
}

export async function readEvidence(tx: Em, ids: readonly string[]): Promise<Sighting[]> {
  const found: Sighting[] = [];
  for (const chunk of chunks([...ids])) {
    const { rows } = await sql<Sighting>`
      select id, relationship_id as "relationshipId", claims_period as "claimsPeriod", valid_from as since, valid_to as until, source,
        coalesce(observed_on, (recorded_at at time zone 'Asia/Shanghai')::date) as "seenOn"
      from evidence where relationship_id = any(${chunk}::bigint[]) and withdrawn_at is null order by id`.execute(
      tx.getKysely(),
    );
    found.push(...rows);
  }
  return found;
}

export async function moveEvidence(
  tx: Em,
  moves: readonly (readonly [id: string, into: string | undefined])[],
): Promise<void> {
  const db = tx.getKysely();
  for (const chunk of chunks(moves)) {
    const pairs = rowSet(chunk, { id: ["bigint", ([id]) => id], into_id: ["bigint", ([, into]) => into] });
    await sql`update evidence e set relationship_id = v.into_id from ${pairs} where e.id = v.id`.execute(db);
    await sql`update evidence_detail d set relationship_id = v.into_id from ${pairs} where d.evidence_id = v.id`.execute(
      db,
    );
  }
}

export async function refresh(tx: Em, ids: readonly string[], day: Day): Promise<void> {
  for (const chunk of chunks([...ids]))
    await sql`select refresh_relationships((${chunk}::bigint[])[first:first + 249], ${day}::date)
      from generate_series(1, ${chunk.length}::int, 250) first`.execute(tx.getKysely());
}
