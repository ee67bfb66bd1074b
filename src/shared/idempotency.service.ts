import { createHash } from "node:crypto";
import stringify from "json-stable-stringify";
import { sql } from "kysely";
import type { Em } from "../database.ts";
import { lockKeys } from "./locks.ts";

/** One request that its caller may send again: who, which mutation, under which key, with what. */
export interface KeyedRequest {
  caller: string;
  mutation: string;
  key: string;
  /** Whatever the reply depends on; null and undefined members count as absent. */
  content: unknown;
}

/**
 * Answers a request with the reply it had the first time, else does the work and records its reply in the same transaction:
 * either both last or neither. A second caller with the same key waits for the first. Null: the key was used with other
 * content. Take this before any other lock.
 */
export async function onceOnly<T>(tx: Em, request: KeyedRequest, work: () => Promise<T>): Promise<T | null> {
  const db = tx.getKysely();
  const { caller, mutation, key } = request;
  const hash = createHash("sha256").update(canonical(request.content)).digest("hex");
  await lockKeys(tx, "idempotency", [JSON.stringify([caller, mutation, key])]);
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

/** The same text for the same content, whatever the order of its members. */
const canonical = (content: unknown): string =>
  stringify(content, { replacer: (_, value) => (value === null ? undefined : value) }) ?? "";
