import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { type Actor, auditSubject, recordAct } from "../../shared/audit.service.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import { asSystem } from "../../shared/session.ts";
import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import type { PlatformPermission } from "../../shared/viewer.ts";
import { type KeyMark, newKey } from "./platform-key.secret.ts";

export interface NewKeyInput {
  /** Entity id. */
  platformId: string;
  name: string;
  permissions: readonly PlatformPermission[];
  validDays: number;
}

export interface RotateKeyInput {
  keyId: string;
  validDays: number;
  /** How long the old key is still taken. */
  overlapHours: number;
}

/** secret is the key's whole text, told this once. Both are null when there are userErrors. */
export interface KeyReply {
  keyId: string | null;
  secret: string | null;
  userErrors: UserError[];
}

const keyLimit = 10;
export const dayLimit = 400;
export const overlapLimit = 720;

/** Makes a key of one platform with the permissions that are named. */
export async function createKey(em: Em, actor: Actor, mark: KeyMark, input: NewKeyInput): Promise<KeyReply> {
  const name = cleanText(input.name, { maxLength: 100 });
  if (name.error) return refused(name.error, "name");
  if (input.permissions.length === 0) return refused("BAD_INPUT", "permissions", "At least one permission.");
  if (!within(input.validDays, 1, dayLimit)) return refused("BAD_INPUT", "validDays", `From 1 to ${dayLimit}.`);
  return asSystem(em, async (tx) => {
    const problem = await whyNoMore(tx, input.platformId);
    if (problem) return refused(problem, "platformId");
    const key = { ...input, name: name.text, permissions: [...new Set(input.permissions)], replaces: null };
    return insertKey(tx, actor, "createPlatformKey", mark, key);
  });
}

/** Makes the successor of a key, with its platform, name and permissions; the old one goes on for the overlap, and not beyond its own end. */
export async function rotateKey(em: Em, actor: Actor, mark: KeyMark, input: RotateKeyInput): Promise<KeyReply> {
  const { keyId, validDays, overlapHours } = input;
  if (!within(validDays, 1, dayLimit)) return refused("BAD_INPUT", "validDays", `From 1 to ${dayLimit}.`);
  if (!within(overlapHours, 0, overlapLimit)) return refused("BAD_INPUT", "overlapHours", `From 0 to ${overlapLimit}.`);
  return asSystem(em, async (tx) => {
    const { rows } = await sql<{
      platformId: string;
      name: string;
      permissions: PlatformPermission[];
      isGood: boolean;
    }>`
      select platform_id as "platformId", name, permissions, revoked_at is null and expires_at > now()
        and not exists (select from platform_key n where n.replaces = k.id) as "isGood"
      from platform_key k where id = ${keyId} for update`.execute(tx.getKysely());
    const [old] = rows;
    if (!old) return refused("KEY_NOT_FOUND", "id");
    if (!old.isGood) return refused("KEY_NOT_VALID", "id");
    await sql`update platform_key set expires_at = least(expires_at, now() + make_interval(hours => ${overlapHours}::int))
      where id = ${keyId}`.execute(tx.getKysely());
    return insertKey(tx, actor, "rotatePlatformKey", mark, { ...old, validDays, replaces: keyId });
  });
}

/** Ends a key for good, on every server within five seconds. A key that was ended before stays as it was. */
export function revokeKey(em: Em, actor: Actor, keyId: string): Promise<KeyReply> {
  return asSystem(em, async (tx) => {
    const { rows } = await sql<{ platformId: string; isRevoked: boolean }>`
      select platform_id as "platformId", revoked_at is not null as "isRevoked" from platform_key
      where id = ${keyId} for update`.execute(tx.getKysely());
    const [key] = rows;
    if (!key) return refused("KEY_NOT_FOUND", "id");
    if (!key.isRevoked) {
      await sql`update platform_key set revoked_at = now() where id = ${keyId}`.execute(tx.getKysely());
      await recordKey(tx, actor, "revokePlatformKey", key.platformId, [keyId]);
    }
    return { keyId, secret: null, userErrors: [] };
  });
}

type KeyRow = NewKeyInput & { replaces: string | null };

async function insertKey(tx: Em, actor: Actor, operation: string, mark: KeyMark, row: KeyRow): Promise<KeyReply> {
  const { id, text, hash } = newKey(mark);
  const { platformId, name, permissions, validDays, replaces } = row;
  await sql`insert into platform_key (id, platform_id, name, mark, permissions, hash, replaces, created_by, expires_at) values (
    ${id}, ${platformId}, ${name}, ${mark}, ${[...permissions]}::text[], ${hash}, ${replaces}, ${actor.subject},
    now() + make_interval(days => ${validDays}::int))`.execute(tx.getKysely());
  await recordKey(tx, actor, operation, platformId, replaces ? [id, replaces] : [id]);
  return { keyId: id, secret: text, userErrors: [] };
}

const recordKey = (tx: Em, actor: Actor, operation: string, platformId: string, keyIds: string[]): Promise<void> =>
  recordAct(tx, actor, {
    operation,
    subjects: [auditSubject("entity", platformId), ...keyIds.map((id) => auditSubject("platformKey", id))],
  });

/** Why a platform gets no further key; null: it does. Held until the transaction ends, so that two at once cannot pass the limit. */
async function whyNoMore(tx: Em, platformId: string): Promise<ErrorCode | null> {
  const db = tx.getKysely();
  const platform = await sql`select from scenario_platform where entity_id = ${platformId} for no key update`.execute(
    db,
  );
  if (platform.rows.length === 0) return "PLATFORM_NOT_FOUND";
  const { rows } = await sql<{ count: string }>`select count(*) as count from platform_key
    where platform_id = ${platformId} and revoked_at is null and expires_at > now()`.execute(db);
  return Number(rows[0]!.count) < keyLimit ? null : "TOO_MANY_KEYS";
}

const within = (value: number, from: number, to: number) => Number.isInteger(value) && value >= from && value <= to;

const refused = (code: ErrorCode, field: string, message: string = errorCodes[code]): KeyReply => ({
  keyId: null,
  secret: null,
  userErrors: [{ code, message, field: [field] }],
});
