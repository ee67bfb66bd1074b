import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { asSystem } from "../../shared/session.ts";
import { beginning, chainHash, type SealedRow, sealedColumns } from "./audit.hash.ts";

/** What a walk along the chain found. */
export interface Verdict {
  /** How many seals hold, from the first on. */
  rows: number;
  /** The hash of the last of them: what to keep elsewhere. */
  head: string;
  /** The first thing that is wrong, as a sentence; null: nothing is. */
  problem: string | null;
}

interface SealRow extends SealedRow {
  position: string;
  entryId: string;
  hash: string;
  /** Null: the row is gone. */
  id: string;
}

const page = 5_000;
/** Seals come within five seconds while a server runs; a row that has none for longer than this, in seconds, is told. */
const patience = 60;

/**
 * Walks along the chain from its beginning, a page at a time, and says the first row that was changed, is missing, stands in another
 * place or was never sealed. `kept` is a head of an earlier day, kept where nobody who can write here can write: it must be in the chain.
 */
export async function verifyAudit(em: Em, kept: string | null = null, sealedWithin = patience): Promise<Verdict> {
  let position = 0n;
  let hash: Buffer = beginning;
  let isKeptFound = kept === null || kept === beginning.toString("hex");
  const verdict = (problem: string | null): Verdict => ({
    rows: Number(position),
    head: hash.toString("hex"),
    problem,
  });

  for (let more = true; more; ) {
    const rows = await readSeals(em, position);
    for (const row of rows) {
      const expected = position + 1n;
      if (BigInt(row.position) !== expected)
        return verdict(
          `seals ${expected} to ${BigInt(row.position) - 1n} are missing; the next one is of row ${row.entryId}`,
        );
      if (row.id === null) return verdict(`row ${row.entryId}, sealed at ${row.position}, is missing`);
      const made = chainHash(hash, expected, row);
      if (made.toString("hex") !== row.hash)
        return verdict(`row ${row.id}, sealed at ${row.position}, or its seal was changed or stands in another place`);
      position = expected;
      hash = made;
      isKeptFound ||= row.hash === kept;
    }
    more = rows.length === page;
  }
  const end = await readEnd(em);
  // While a sealer works the chain may have grown behind us; then the head tells of more, and so does the newest seal.
  if (
    BigInt(end.position) !== BigInt(end.newest) ||
    (BigInt(end.position) === position && end.hash !== hash.toString("hex"))
  )
    return verdict(
      `the head tells of ${end.position} seals and the newest is ${end.newest}: the end of the chain was changed`,
    );
  if (BigInt(end.position) < position) return verdict(`there are seals behind ${end.position}, where the head ends`);
  const unsealed = await firstUnsealed(em, sealedWithin);
  if (unsealed) return verdict(`row ${unsealed} was not sealed in ${sealedWithin} seconds`);
  if (!isKeptFound)
    return verdict("the head that was kept is not in the chain: its end was cut off, or it was made anew");
  return verdict(null);
}

async function readSeals(em: Em, after: bigint): Promise<SealRow[]> {
  const { rows } = await asSystem(em, (tx) =>
    sql<SealRow>`select s.position::text as position, s.entry_id::text as "entryId", encode(s.hash, 'hex') as hash, ${sealedColumns}
      from (select * from audit_seal where position > ${after.toString()}::bigint order by position limit ${page}) s
      left join audit_entry e on e.id = s.entry_id order by s.position`.execute(tx.getKysely()),
  );
  return rows;
}

/** Read in one statement, so that a sealer at work cannot come between. */
async function readEnd(em: Em): Promise<{ position: string; hash: string; newest: string }> {
  const { rows } = await asSystem(em, (tx) =>
    sql<{
      position: string;
      hash: string;
      newest: string;
    }>`select h.position::text as position, encode(h.hash, 'hex') as hash,
      coalesce((select max(position) from audit_seal), 0)::text as newest from audit_head h`.execute(tx.getKysely()),
  );
  return rows[0] ?? { position: "0", hash: "", newest: "-1" };
}

/** The first row that has waited too long for its seal, by number. */
async function firstUnsealed(em: Em, sealedWithin: number): Promise<string | null> {
  for (let after = "0"; ; ) {
    const { rows } = await asSystem(em, (tx) =>
      sql<{ last: string | null; unsealed: string | null }>`select max(e.id)::text as last,
        min(e.id) filter (where e.recorded_at < now() - make_interval(secs => ${sealedWithin})
          and not exists (select from audit_seal s where s.entry_id = e.id))::text as unsealed
      from (select id, recorded_at from audit_entry where id > ${after}::bigint order by id limit ${page}) e`.execute(
        tx.getKysely(),
      ),
    );
    const { last, unsealed } = rows[0]!;
    if (unsealed !== null) return unsealed;
    if (last === null) return null;
    after = last;
  }
}
