import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Em } from "../../database.ts";
import { decodeCursor, encodeCursor, type Page, toPage } from "../../shared/connection.ts";
import { instantText } from "../../shared/instant.ts";
import { asSystem } from "../../shared/session.ts";
import { keyPrefix } from "./platform-key.secret.ts";
import type { PlatformKeyEdgeType, PlatformKeyType } from "./platform-key.type.ts";

type KeyRow = Omit<PlatformKeyType, "prefix"> & { number: string; mark: string };

/** A page of keys, the newest first; of one platform (an entity id) when one is named. */
export async function findKeys(
  em: Em,
  platformId: string | null,
  first: number,
  after: string | null,
): Promise<Page<PlatformKeyEdgeType>> {
  const question = `platformKeys:${platformId}`;
  const before = decodeCursor(question, ["id"], after)?.[0];
  const ofPlatform = platformId ? sql<SqlBool>`k.platform_id = ${platformId}::bigint` : sql<SqlBool>`true`;
  const behind = before ? sql<SqlBool>`k.number < ${before}::bigint` : sql<SqlBool>`true`;
  const rows = await readKeys(em, sql`${ofPlatform} and ${behind}`, first + 1);
  const edges = rows.map((row) => ({ cursor: encodeCursor(question, [row.number]), node: toKey(row) }));
  return toPage(edges, first, after);
}

/** One key by its id; null when there is none. */
export async function findKey(em: Em, id: string | null): Promise<PlatformKeyType | null> {
  if (id === null) return null;
  const [row] = await readKeys(em, sql`k.id = ${id}`, 1);
  return row ? toKey(row) : null;
}

/** As the system: no session of staff sees the table. The hash is never selected. */
async function readKeys(em: Em, where: RawBuilder<SqlBool>, limit: number): Promise<KeyRow[]> {
  const { rows } = await asSystem(em, (tx) =>
    sql<KeyRow>`select k.id as "keyId", k.number, k.platform_id as "platformId", k.name, k.mark, k.permissions, k.created_by as "createdBy",
      case when k.revoked_at is not null then 'REVOKED' when k.expires_at <= now() then 'EXPIRED' else 'VALID' end as status,
      ${instantText("k.created_at")} as "createdAt", ${instantText("k.expires_at")} as "expiresAt",
      ${instantText("k.revoked_at")} as "revokedAt", ${instantText("k.last_used_at")} as "lastUsedAt", k.replaces as "replacesId"
    from platform_key k where ${where} order by k.number desc limit ${limit}`.execute(tx.getKysely()),
  );
  return rows;
}

const toKey = ({ number: _, mark, ...row }: KeyRow): PlatformKeyType => ({
  ...row,
  prefix: keyPrefix(mark, row.keyId),
});
