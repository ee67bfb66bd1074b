import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { rowSet } from "../../shared/bulk.ts";
import { asSystem } from "../../shared/session.ts";
import { chainHash, type SealedRow, sealedColumns } from "./audit.hash.ts";

/** Rows a transaction seals: few enough that what a kill undoes is done again in an instant. */
const batch = 2_000;

/**
 * Seals a batch of waiting rows, in one transaction; answers how many. One sealer works at a time over all servers: the head's row is its
 * lock, and whoever finds it taken leaves the work to the other. A transaction's rows wait in audit_unsealed from its commit on, so one
 * that goes on for long holds nobody's seal back, and none is passed over. By number: whoever committed before another began has the
 * lower one, and stands before it.
 */
async function sealBatch(em: Em): Promise<number> {
  return asSystem(em, async (tx) => {
    const db = tx.getKysely();
    const head = await sql<{ position: string; hash: string }>`
      select position, encode(hash, 'hex') as hash from audit_head for update skip locked`.execute(db);
    if (!head.rows[0]) return 0;
    const { rows } = await sql<SealedRow>`select ${sealedColumns} from audit_entry e
      where e.id = any(array(select entry_id from audit_unsealed order by entry_id limit ${batch})) order by e.id`.execute(
      db,
    );
    if (rows.length === 0) return 0;
    let position = BigInt(head.rows[0].position);
    let hash: Buffer = Buffer.from(head.rows[0].hash, "hex");
    const seals = rows.map((row) => {
      position += 1n;
      hash = chainHash(hash, position, row);
      return { position: position.toString(), entryId: row.id, hash: hash.toString("hex") };
    });
    const values = rowSet(seals, {
      position: ["bigint", (seal) => seal.position],
      entry_id: ["bigint", (seal) => seal.entryId],
      hash: ["text", (seal) => seal.hash],
    });
    await sql`insert into audit_seal (position, entry_id, hash) select position, entry_id, decode(hash, 'hex') from ${values}`.execute(
      db,
    );
    await sql`delete from audit_unsealed where entry_id = any(${rows.map((row) => row.id)}::bigint[])`.execute(db);
    await sql`update audit_head set position = ${position.toString()}::bigint, hash = ${hash}`.execute(db);
    return rows.length;
  });
}

/** Seals what waits; answers how many rows. */
export async function sealAll(em: Em): Promise<number> {
  let sealed = 0;
  for (let more = await anyWaiting(em); more; ) {
    const count = await sealBatch(em);
    sealed += count;
    more = count === batch;
  }
  return sealed;
}

/** Asked without a transaction: an idle server spends one statement a second. */
async function anyWaiting(em: Em): Promise<boolean> {
  const { rows } = await sql<{ any: boolean }>`select exists (select from audit_unsealed) as any`.execute(
    em.getKysely(),
  );
  return rows[0]!.any;
}

/**
 * Seals every second, one round after the other; of failures in a row the first is told. Answers how to stop: that waits for the round
 * that runs, and seals once more.
 */
export function sealRegularly(em: Em, onError: (error: unknown) => void): () => Promise<void> {
  let round: Promise<void> | null = null;
  let isFailing = false;
  const sealOnce = async () => {
    try {
      await sealAll(em);
      isFailing = false;
    } catch (error) {
      if (!isFailing) onError(error);
      isFailing = true;
    }
  };
  const seal = () => {
    round ??= sealOnce().finally(() => {
      round = null;
    });
    return round;
  };
  const timer = setInterval(() => void seal(), 1_000);
  return async () => {
    clearInterval(timer);
    await round;
    await seal();
  };
}
