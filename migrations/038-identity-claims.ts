import { Migration } from "@mikro-orm/migrations";

/**
 * Identities that a transaction has to itself, however many: a transaction may not hold thousands of advisory locks, which share the server's
 * lock table with everybody's. A claim is a row that its transaction inserts and deletes again: another one that inserts the same key waits for
 * the end of the first, and nothing is ever left. Not logged, for a crash ends all transactions. Whoever locks whole buckets (shared/locks.ts) is
 * kept out by the shared locks, and keeps out. In ascending order, so that no two wait for each other.
 */
export class IdentityClaims extends Migration {
  override name = "038-identity-claims";

  override up(): void {
    this.addSql(`create unlogged table identity_claim (key bigint primary key)
      with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000)`);
    // Its pages are full of what is gone: never to be read from end to end.
    this.addSql(`create function claim_identities(space int, buckets int[], keys text[]) returns void language plpgsql
      set search_path = public, pg_temp set enable_seqscan = off as $$
      declare hashes bigint[] := array(select distinct hashtextextended(k, 0) as hash from unnest(keys) k order by hash);
      begin
        perform pg_advisory_xact_lock_shared(space, bucket) from unnest(buckets) bucket;
        insert into identity_claim (key) select hash from unnest(hashes) hash on conflict do nothing;
        delete from identity_claim where key = any(hashes);
      end $$`);
  }
}
