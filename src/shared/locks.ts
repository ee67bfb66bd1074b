import { sql } from "kysely";
import type { Em } from "../database.ts";

/** What is locked, in the one order in which a transaction may lock: a later kind never before an earlier one. */
const spaces = { identity: 7_101, relationship: 7_102, evidence: 7_103, person: 7_104 } as const;

// As many as a server's lock table holds for every connection (max_locks_per_transaction), however many keys a call brings.
const buckets = 64;

/** Holds a whole space until the transaction ends: for what is rare and touches more keys than it can name beforehand. */
export async function lockSpace(tx: Em, space: keyof typeof spaces): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(spaces[space])}, bucket)
    from generate_series(0, ${sql.lit(buckets - 1)}) bucket`.execute(tx.getKysely());
}

/**
 * Holds the keys until the transaction ends, so that what is read under them stays true while it is written. Keys share 64
 * buckets that are locked in ascending order: small calls seldom meet, large ones queue, and no two can wait for each other.
 * Call once a space and transaction with all keys; keys locked before may be named again.
 */
export async function lockKeys(tx: Em, space: keyof typeof spaces, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const modulus = sql.lit(buckets);
  await sql`select pg_advisory_xact_lock(${sql.lit(spaces[space])}, bucket) from (
    select distinct mod(hashtext(k) & 2147483647, ${modulus}) as bucket from unnest(${[...keys]}::text[]) k order by bucket
  ) ordered`.execute(tx.getKysely());
}
