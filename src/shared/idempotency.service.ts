import { createHash } from "node:crypto";
import stringify from "json-stable-stringify";
import { sql } from "kysely";
import type { Em } from "../database.ts";
import { chunkSize } from "./bulk.ts";
import { errorCodes } from "./error-codes.ts";
import { ApiError } from "./errors.ts";
import { codeOf, lockNotAvailable } from "./retry.ts";
import { asSystem } from "./session.ts";

/** One request that its caller may send again: who, which mutation, under which key, with what. */
export interface KeyedRequest {
  caller: string;
  mutation: string;
  key: string;
  /** Whatever the reply depends on; null and undefined members count as absent. */
  content: unknown;
}

/** For so long a reply is kept, in hours. */
export const replyHours = 72;

/**
 * Answers a request with the reply it had the first time, else does the work and records its reply in the same transaction:
 * either both last or neither. A second caller with the same key waits for the first, as long as any lock is waited for, and is then
 * told IDEMPOTENCY_KEY_BUSY; a call that was killed has left nothing. Null: the key was used with other content. Take this before any
 * other lock.
 */
export async function onceOnly<T>(tx: Em, request: KeyedRequest, work: () => Promise<T>): Promise<T | null> {
  const db = tx.getKysely();
  const { caller, mutation, key } = request;
  const hash = createHash("sha256").update(canonical(request.content)).digest("hex");
  await holdKey(tx, JSON.stringify([caller, mutation, key]));
  const { rows } = await sql<{ request_hash: string; reply: T }>`
    select request_hash, reply from idempotency_record where caller = ${caller} and mutation = ${mutation} and key = ${key}`.execute(
    db,
  );
  if (rows[0]) return rows[0].request_hash === hash ? rows[0].reply : null;
  const reply = await work();
  await sql`insert into idempotency_record (caller, mutation, key, request_hash, reply)
    values (${caller}, ${mutation}, ${key}, ${hash}, ${JSON.stringify(reply)}::jsonb)`.execute(db);
  return reply;
}

/** A lock for each key, not shared with others: who waits, waits for the very same call. */
async function holdKey(tx: Em, key: string): Promise<void> {
  const mark = createHash("sha256").update(key).digest().readBigInt64BE().toString();
  try {
    await sql`select pg_advisory_xact_lock(${mark}::bigint)`.execute(tx.getKysely());
  } catch (error) {
    if (codeOf(error) !== lockNotAvailable) throw error;
    throw new ApiError("IDEMPOTENCY_KEY_BUSY", errorCodes.IDEMPOTENCY_KEY_BUSY);
  }
}

/** Deletes replies that are older than they are kept, a few thousand a statement; answers how many. */
export async function forgetReplies(em: Em): Promise<number> {
  let forgotten = 0;
  for (let count = chunkSize; count === chunkSize; forgotten += count) {
    const { rows } = await asSystem(em, (tx) =>
      sql`delete from idempotency_record where (caller, mutation, key) in (
          select caller, mutation, key from idempotency_record
          where recorded_at < now() - make_interval(hours => ${replyHours}::int) order by recorded_at limit ${chunkSize})
        returning 1`.execute(tx.getKysely()),
    );
    count = rows.length;
  }
  return forgotten;
}

/** The same text for the same content, whatever the order of its members. */
const canonical = (content: unknown): string =>
  stringify(content, { replacer: (_, value) => (value === null ? undefined : value) }) ?? "";
