import { sql } from "kysely";
import type { Em } from "../database.ts";

/** What is locked, in the one order in which a transaction may lock: a later kind never before an earlier one. */
const spaces = { identity: 7_101, relationship: 7_102, evidence: 7_103, person: 7_104 } as const;

/** Whoever writes rows without their checks (row-checks.ts) shares it, whoever deletes what they refer to has it alone (migration 042). */
export const referenceLock = 7_105;

// As many as a server's lock table holds for every connection (max_locks_per_transaction), however many keys a call brings.
const buckets = 64;

/** Holds a whole space until the transaction ends: for what is rare and touches more keys than it can name beforehand. */
export async function lockSpace(tx: Em, space: keyof typeof spaces): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(spaces[space])}, bucket)
    from generate_series(0, ${sql.lit(buckets - 1)}) bucket`.execute(tx.getKysely());
}

/** The bucket of a key (FNV-1a); calls whose keys lie in different ones can run beside each other. */
export function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 16)) & (buckets - 1);
}

/**
 * Holds the keys until the transaction ends, so that what is read under them stays true while it is written. Keys share 64
 * buckets that are locked in ascending order: small calls seldom meet, large ones queue, and no two can wait for each other.
 * Call once a space and transaction with all keys; keys locked before may be named again.
 */
export async function lockKeys(tx: Em, space: keyof typeof spaces, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`select pg_advisory_xact_lock(${sql.lit(spaces[space])}, bucket) from unnest(${bucketsOf(keys)}::int[]) bucket`.execute(
    tx.getKysely(),
  );
}

const bucketsOf = (keys: readonly string[]): number[] => [...new Set(keys.map(bucketOf))].sort((a, b) => a - b);

/**
 * As lockKeys for identities, but of each key by itself: calls of many keys run beside each other unless they share one. Whoever calls lockKeys
 * or lockSpace waits for them, and they for him. Those keys may not be given to lockKeys in the same transaction.
 */
export async function claimIdentities(tx: Em, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`select claim_identities(${sql.lit(spaces.identity)}, ${bucketsOf(keys)}::int[], ${[...keys]}::text[])`.execute(
    tx.getKysely(),
  );
}
