import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Context } from "../../context.ts";
import { decodeCursor, encodeCursor, type Page, toPage } from "../../shared/connection.ts";
import { encodeId } from "../../shared/ids.ts";
import { instantText } from "../../shared/instant.ts";
import { asViewer } from "../../shared/session.ts";
import type { WebhookEdgeType, WebhookType } from "./webhook.type.ts";

type WebhookRow = Omit<WebhookType, "id">;

/** A page of webhooks that the viewer may see, the newest first; of one platform (an entity id) when one is named. */
export async function findWebhooks(
  context: Context,
  platformId: string | null,
  first: number,
  after: string | null,
): Promise<Page<WebhookEdgeType>> {
  const question = `webhooks:${platformId}`;
  const id = decodeCursor(question, ["uuid"], after)?.[0];
  const ofPlatform = platformId === null ? sql<SqlBool>`true` : sql<SqlBool>`w.platform_id = ${platformId}::bigint`;
  // The cursor names the webhook and not its number: that would tell how many others there are.
  const behind =
    id === undefined
      ? sql<SqlBool>`true`
      : sql<SqlBool>`w.number < (select number from webhook where id = ${id}::uuid)`;
  const rows = await readWebhooks(context, sql`${ofPlatform} and ${behind}`, first + 1);
  const edges = rows.map((row) => ({ cursor: encodeCursor(question, [row.webhookId]), node: toWebhook(row) }));
  return toPage(edges, first, after);
}

/** One webhook that the viewer may see; null: there is none. */
export async function findWebhook(context: Context, id: string | null): Promise<WebhookType | null> {
  if (id === null) return null;
  const [row] = await readWebhooks(context, sql`w.id = ${id}::uuid`, 1);
  return row ? toWebhook(row) : null;
}

/** In the viewer's session, whose policies say what is seen; it may not select a secret. */
async function readWebhooks({ em, viewer }: Context, where: RawBuilder<SqlBool>, limit: number): Promise<WebhookRow[]> {
  const { rows } = await asViewer(em, viewer, (tx) =>
    sql<WebhookRow>`select w.id as "webhookId", w.platform_id as "platformId", w.name, w.url, w.audience, w.kinds, w.status,
      case when w.former_until > now() then ${instantText("w.former_until")} end as "formerSecretUntil", ${instantText("w.created_at")} as "createdAt"
    from webhook w where ${where} order by w.number desc limit ${limit}`.execute(tx.getKysely()),
  );
  return rows;
}

const toWebhook = (row: WebhookRow): WebhookType => ({ ...row, id: encodeId("webhook", row.webhookId) });
