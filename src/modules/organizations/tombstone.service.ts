import { createHash, createHmac } from "node:crypto";
import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import { CliError } from "../../shared/cli.ts";
import { lockKeys } from "../../shared/locks.ts";
import { numberKey } from "./identity.policy.ts";

/** Who calls an entity what. */
export interface SourceNumber {
  source: string;
  number: string;
}

let findKey: () => string | null = () => null;
/** Where the key of the hashes comes from; told once, when the process starts. It is never in the database. */
export const useErasureKey = (find: () => string | null): void => {
  findKey = find;
};

/** True when identities can be buried: without the key a hash would be worth nothing. */
export const canBury = (): boolean => findKey() !== null;

const hashOf = (key: string, { source, number }: SourceNumber): string =>
  createHmac("sha256", key).update(numberKey(source, number)).digest("hex");
/** Tells one key from another, and nothing of it. */
const markOf = (key: string): string => createHash("sha256").update(`mark:${key}`).digest("hex").slice(0, 16);

/**
 * Entities of erased persons by the numbers of their sources, in the rows' order; null for everybody else. Throws when persons were erased
 * under a key that is not at hand: going on would bring their names back.
 */
export async function erasedAmong(tx: Em, numbers: readonly SourceNumber[]): Promise<(string | null)[]> {
  const found: (string | null)[] = numbers.map(() => null);
  if (numbers.length === 0) return found;
  const { rows: marks } = await sql<{ key_mark: string }>`select distinct key_mark from erased_identity`.execute(
    tx.getKysely(),
  );
  if (marks.length === 0) return found;
  const key = findKey();
  if (!key || marks.some((row) => row.key_mark !== markOf(key)))
    throw new CliError("ERASURE_KEY is not the one under which persons were erased: nothing of persons is written");
  let before = 0;
  for (const chunk of chunks(numbers)) {
    const { rows } = await sql<{ place: string; id: string }>`select v.place, i.entity_id as id
      from ${rowSet(chunk, { hash: ["text", (one) => hashOf(key, one)] })} join erased_identity i on i.hash = v.hash`.execute(
      tx.getKysely(),
    );
    for (const { place, id } of rows) found[before + Number(place) - 1] = id;
    before += chunk.length;
  }
  return found;
}

/** Holds all numbers of an entity against whoever would write it by them, until the transaction ends. */
export async function lockIdentitiesOf(tx: Em, entityId: string): Promise<void> {
  const numbers = await numbersOf(tx, entityId);
  await lockKeys(
    tx,
    "identity",
    numbers.map(({ source, number }) => numberKey(source, number)),
  );
}

/** Puts hashes in the place of an entity's numbers. Its numbers are locked by the caller. */
export async function buryIdentities(tx: Em, entityId: string): Promise<void> {
  const key = findKey()!;
  const numbers = await numbersOf(tx, entityId);
  await sql`insert into erased_identity (hash, key_mark, entity_id)
    select hash, ${markOf(key)}, ${entityId}::bigint from ${rowSet(numbers, { hash: ["text", (one) => hashOf(key, one)] })}
    on conflict (hash) do nothing`.execute(tx.getKysely());
  await sql`delete from source_identity where entity_id = ${entityId}::bigint`.execute(tx.getKysely());
}

async function numbersOf(tx: Em, entityId: string): Promise<SourceNumber[]> {
  const { rows } =
    await sql<SourceNumber>`select source, number from source_identity where entity_id = ${entityId}::bigint
    order by source, number`.execute(tx.getKysely());
  return rows;
}
