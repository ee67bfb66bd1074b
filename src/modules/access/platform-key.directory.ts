import { timingSafeEqual } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { Outage } from "../../shared/errors.ts";
import { outsideRequests } from "../../shared/request.ts";
import { asSystem } from "../../shared/session.ts";
import type { PlatformPermission, PlatformViewer } from "../../shared/viewer.ts";
import type { PresentedKey } from "./platform-key.secret.ts";

interface KnownKey {
  id: string;
  hash: Buffer;
  platformId: string;
  name: string;
  permissions: PlatformPermission[];
  mark: string;
  isRevoked: boolean;
  expiresAt: number;
  lastUsedAt: number;
}

/** What became of a presented key; keyId names the row, when there is one, though the key be refused. */
export interface KeyVerdict {
  viewer: PlatformViewer | null;
  keyId: string | null;
}

export interface KeyDirectory {
  judge(key: PresentedKey): Promise<KeyVerdict>;
  /** Waits for what is still being written. */
  close(): Promise<void>;
}

export interface DirectoryOptions {
  now?: () => number;
  /** How long keys are known by heart, in milliseconds: revocation is effective after this at the latest. */
  memory?: number;
  onError?: (error: unknown) => void;
}

/** Loads begin at least this many milliseconds apart, however many unknown keys are presented. */
const pace = 250;
const minute = 60_000;
/** What is known by heart is never older when it decides. */
const slowest = 5_000;

/**
 * The platforms' keys, known by heart for three seconds: a key costs no statement of its own, and one that is unknown waits for the
 * next load, which all unknown keys share. So a flood of invented keys costs four statements a second, and a key that was made this
 * instant on another server is taken. When the database does not answer, nothing is taken: a revocation might be missed.
 */
export function keyDirectory(em: Em, options: DirectoryOptions = {}): KeyDirectory {
  const { now = Date.now, memory = 3_000, onError = () => {} } = options;
  let keys = new Map<string, KnownKey>();
  let startedAt = Number.NEGATIVE_INFINITY;
  let loadedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const uses = new Map<string, number>();
  const writing = new Set<Promise<void>>();

  const load = (): Promise<void> => {
    if (loading) return loading;
    const began = now();
    startedAt = began;
    loading = outsideRequests(() => readKeys(em))
      .then((found) => {
        keys = found;
        loadedAt = began;
        for (const id of uses.keys()) if (!found.has(id)) uses.delete(id);
      })
      .finally(() => {
        loading = null;
      });
    return loading;
  };
  /** A load that begins after this call. */
  const nextLoad = (): Promise<void> => {
    next ??= (async () => {
      await pause(Math.min(pace, Math.max(0, startedAt + pace - now())));
      while (loading) await loading.catch(() => {});
      next = null;
      await load();
    })();
    return next;
  };
  const noteUse = (key: KnownKey) => {
    const at = now();
    if (at - Math.max(key.lastUsedAt, uses.get(key.id) ?? 0) < minute) return;
    uses.set(key.id, at);
    const write = outsideRequests(() => writeUse(em, key.id)).catch(onError);
    writing.add(write);
    void write.finally(() => writing.delete(write));
  };

  return {
    async judge({ id, mark, hash }) {
      // Twice, for the first may join a load that began long ago on a slow database.
      for (let i = 0; i < 2 && now() - loadedAt >= memory; i++) await load();
      if (now() - loadedAt >= slowest) throw new Outage("the platforms' keys are known too late");
      if (!keys.has(id)) await nextLoad();
      const key = keys.get(id);
      if (!key) return { viewer: null, keyId: null };
      const isGood = timingSafeEqual(hash, key.hash) && key.mark === mark && !key.isRevoked && key.expiresAt > now();
      if (!isGood) return { viewer: null, keyId: id };
      noteUse(key);
      const { platformId, name, permissions } = key;
      const subject = `key:${id}`;
      return {
        keyId: id,
        viewer: { kind: "platform", subject, name, role: "PLATFORM", platformId, permissions, client: null },
      };
    },
    close: async () => {
      await Promise.all(writing);
    },
  };
}

/** Those that ended lately too, so that the use of a stolen one is counted under its name. */
async function readKeys(em: Em): Promise<Map<string, KnownKey>> {
  const { rows } = await asSystem(em, (tx) =>
    sql<Omit<KnownKey, "hash"> & { hash: string }>`
      select id, encode(hash, 'hex') as hash, platform_id as "platformId", name, permissions, mark,
        revoked_at is not null as "isRevoked", extract(epoch from expires_at)::float8 * 1000 as "expiresAt",
        coalesce(extract(epoch from last_used_at)::float8 * 1000, 0) as "lastUsedAt"
      from platform_key where expires_at > now() - interval '30 days'`.execute(tx.getKysely()),
  );
  return new Map(rows.map((row) => [row.id, { ...row, hash: Buffer.from(row.hash, "hex") }]));
}

/** At most once a minute, over all servers. */
async function writeUse(em: Em, id: string): Promise<void> {
  await asSystem(em, (tx) =>
    sql`update platform_key set last_used_at = now()
      where id = ${id} and (last_used_at is null or last_used_at <= now() - interval '1 minute')`.execute(
      tx.getKysely(),
    ),
  );
}
