import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks } from "../../shared/bulk.ts";
import type { Day } from "../../shared/day.ts";
import { lockKeys } from "../../shared/locks.ts";
import { keyOf } from "./relationship.policy.ts";
import { keysOf, settleRelationships } from "./relationship.service.ts";
import { refreshValues } from "./value.service.ts";

/** Who withdraws, and why; not shown to anybody, it stands with the row. */
export interface WithdrawalReason {
  by: string;
  reason: string;
}

interface Withdrawn {
  id: string;
  relationshipId: string;
  claimsPeriod: boolean;
}

/**
 * Withdraws evidence by its keys; what follows from it (periods, amounts, confidence as of day, which is today) follows. A relationship without
 * evidence is withdrawn, unless it was recorded without any. Answers the keys of what stood until now; the others are not there or were withdrawn
 * before. A fixed number of statements for some thousand; give all of a transaction at once, for the order of locks.
 */
export async function withdrawEvidence(
  tx: Em,
  ids: readonly string[],
  day: Day,
  why: WithdrawalReason | null = null,
): Promise<string[]> {
  const distinct = [...new Set(ids)];
  const keys = (await keysOf(tx, await relationshipsOf(tx, distinct))).map(keyOf);
  await lockKeys(tx, "relationship", keys);
  // Under that lock evidence stays where it is.
  await lockKeys(tx, "evidence", await relationshipsOf(tx, distinct));
  const withdrawn: Withdrawn[] = [];
  for (const chunk of chunks(distinct)) {
    const { rows } = await sql<Withdrawn>`
      update evidence e set withdrawn_at = now(), withdrawn_by = ${why?.by ?? null}, withdrawal_reason = ${why?.reason ?? null}
      where e.id = any(${chunk}::bigint[]) and e.withdrawn_at is null
      returning e.id, e.relationship_id as "relationshipId", e.claims_period as "claimsPeriod"`.execute(tx.getKysely());
    withdrawn.push(...rows);
  }
  const lost = new Set(withdrawn.map((one) => one.relationshipId));
  const unclaimed = withdrawn.flatMap((one) => (one.claimsPeriod ? [] : [one.relationshipId]));
  const moved = await settleRelationships(tx, [...lost], { evidence: lost, unclaimed: new Set(unclaimed) });
  await refreshValues(tx, [...new Set([...lost, ...moved])], day);
  return withdrawn.map((one) => one.id);
}

async function relationshipsOf(tx: Em, ids: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const chunk of chunks(ids)) {
    const { rows } = await sql<{ id: string }>`
      select distinct relationship_id as id from evidence where id = any(${chunk}::bigint[]) and withdrawn_at is null`.execute(
      tx.getKysely(),
    );
    for (const { id } of rows) found.add(id);
  }
  return [...found];
}
