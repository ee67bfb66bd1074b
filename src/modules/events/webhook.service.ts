import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import { type EventKind, eventAudiences } from "../../shared/outbox.service.ts";
import { asSystem } from "../../shared/session.ts";
import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import type { Viewer } from "../../shared/viewer.ts";
import { switchOff } from "./delivery.queue.ts";
import { checkUrl } from "./webhook.address.ts";
import { newSecret, seal } from "./webhook.secret.ts";
import { canKeepSecrets, webhookSettings } from "./webhook.settings.ts";
import type { EventAudience, WebhookSwitch } from "./webhook.type.ts";

/** secret is told this once. webhookId and secret are null when there are userErrors. */
export interface WebhookReply {
  webhookId: string | null;
  secret: string | null;
  userErrors: UserError[];
}

export interface NewWebhook {
  /** Entity id; null: the caller's own, for audience BANK all of them. */
  platformId: string | null;
  name: string;
  url: string;
  audience: EventAudience;
  kinds: readonly EventKind[] | null;
}

export interface WebhookChange {
  id: string | null;
  name?: string | null;
  url?: string | null;
  /** Empty: all. */
  kinds?: readonly EventKind[] | null;
  status?: WebhookSwitch | null;
}

/** So many webhooks a platform has at most, and the bank for all platforms. */
const webhookLimit = 10;
const overlapLimit = 720;

/** Makes a webhook of the caller's own platform; head office makes one of any, and for the bank itself. */
export async function createWebhook(em: Em, viewer: Viewer, asked: NewWebhook): Promise<WebhookReply> {
  if (!canKeepSecrets()) return refused("WEBHOOK_KEY_MISSING", null);
  const platformId = asked.platformId ?? (viewer.kind === "platform" ? viewer.platformId : null);
  if (viewer.kind === "platform" && platformId !== viewer.platformId)
    return refused("PLATFORM_NOT_FOUND", "platformId");
  if (viewer.kind === "platform" && asked.audience === "BANK") return refused("FORBIDDEN", "audience");
  if (platformId === null && asked.audience === "PLATFORM") return refused("PLATFORM_NOT_FOUND", "platformId");
  const checked = checkWords(asked);
  if ("code" in checked) return refused(checked.code, checked.field);
  const unheard = unheardAmong(asked.kinds, asked.audience);
  if (unheard) return unheard;
  return asSystem(em, async (tx) => {
    const problem = await whyNoMore(tx, platformId);
    if (problem) return refused(problem, "platformId");
    const [id, secret] = [randomUUID(), newSecret()];
    await sql`insert into webhook (id, platform_id, audience, name, url, kinds, status, secret, created_by) values (${id}::uuid,
      ${platformId}::bigint, ${asked.audience}, ${checked.name}, ${checked.url}, ${kindsOf(asked.kinds)}::text[], 'ENABLED',
      ${seal(id, secret)}::bytea, ${viewer.subject})`.execute(tx.getKysely());
    await recordWebhook(tx, viewer, "createWebhook", id, platformId);
    return { webhookId: id, secret, userErrors: [] };
  });
}

/** Changes what is given. Switching on does not send what was missed; the feed has it. */
export async function updateWebhook(em: Em, viewer: Viewer, change: WebhookChange): Promise<WebhookReply> {
  const { id, name, url, kinds, status } = change;
  const checked = checkWords({ name: name ?? "unchanged", url: url ?? "https://unchanged.example" });
  if ("code" in checked) return refused(checked.code, checked.field);
  const reply = await asKeeper(em, viewer, id, async (tx, { platformId, audience }) => {
    const unheard = unheardAmong(kinds, audience);
    if (unheard) return unheard;
    if (status === "DISABLED") await switchOff(tx, id!, "DISABLED");
    await sql`update webhook set name = coalesce(${name == null ? null : checked.name}, name), url = coalesce(${url == null ? null : checked.url}, url),
        kinds = case when ${kinds == null}::boolean then kinds else ${kindsOf(kinds)}::text[] end,
        status = case when ${status === "ENABLED"}::boolean then 'ENABLED' else status end
      where id = ${id}::uuid`.execute(tx.getKysely());
    await recordWebhook(tx, viewer, "updateWebhook", id!, platformId);
    return { webhookId: id, secret: null, userErrors: [] };
  });
  return reply ?? refused("NOT_FOUND", "id");
}

/** Makes the next secret; for the overlap every delivery is signed with the one before as well. */
export async function rotateSecret(
  em: Em,
  viewer: Viewer,
  id: string | null,
  overlapHours: number,
): Promise<WebhookReply> {
  if (!canKeepSecrets()) return refused("WEBHOOK_KEY_MISSING", null);
  if (!Number.isInteger(overlapHours) || overlapHours < 0 || overlapHours > overlapLimit)
    return refused("BAD_INPUT", "overlapHours", `From 0 to ${overlapLimit}.`);
  const reply = await asKeeper(em, viewer, id, async (tx, { platformId }) => {
    const secret = newSecret();
    await sql`update webhook set former_secret = case when ${overlapHours}::int > 0 then secret end, secret = ${seal(id!, secret)}::bytea,
        former_until = case when ${overlapHours}::int > 0 then now() + make_interval(hours => ${overlapHours}::int) end
      where id = ${id}::uuid`.execute(tx.getKysely());
    await recordWebhook(tx, viewer, "rotateWebhookSecret", id!, platformId);
    return { webhookId: id, secret, userErrors: [] };
  });
  return reply ?? refused("NOT_FOUND", "id");
}

/** Ends a webhook for good. Its row stays without secrets and is seen by nobody. */
export async function deleteWebhook(em: Em, viewer: Viewer, id: string | null): Promise<WebhookReply> {
  const reply = await asKeeper(em, viewer, id, async (tx, { platformId }) => {
    await switchOff(tx, id!, "DELETED");
    await sql`update webhook set secret = null, former_secret = null, former_until = null where id = ${id}::uuid`.execute(
      tx.getKysely(),
    );
    await recordWebhook(tx, viewer, "deleteWebhook", id!, platformId);
    return { webhookId: id, secret: null, userErrors: [] };
  });
  return reply ?? refused("NOT_FOUND", "id");
}

/** Runs work on a webhook that the viewer keeps, holding it; null: there is none. */
export async function asKeeper<T>(
  em: Em,
  viewer: Viewer,
  id: string | null,
  work: (tx: Em, webhook: { platformId: string | null; status: string; audience: EventAudience }) => Promise<T>,
): Promise<T | null> {
  if (id === null) return null;
  const own =
    viewer.kind === "platform" ? sql`and audience = 'PLATFORM' and platform_id = ${viewer.platformId}::bigint` : sql``;
  return asSystem(em, async (tx) => {
    // The head first, as whoever publishes: then no two wait for each other.
    await sql`select from event_head for update`.execute(tx.getKysely());
    const { rows } = await sql<{ platformId: string | null; status: string; audience: EventAudience }>`
      select platform_id as "platformId", status, audience from webhook where id = ${id}::uuid and status <> 'DELETED' ${own} for update`.execute(
      tx.getKysely(),
    );
    return rows[0] ? work(tx, rows[0]) : null;
  });
}

export const recordWebhook = (tx: Em, viewer: Viewer, operation: string, id: string, platformId: string | null) =>
  recordAct(tx, viewer, {
    operation,
    subjects: [auditSubject("webhook", id), ...(platformId === null ? [] : [auditSubject("entity", platformId)])],
  });

type Words = { name: string; url: string } | { code: ErrorCode; field: string };

function checkWords({ name, url }: { name: string; url: string }): Words {
  const cleaned = cleanText(name, { maxLength: 100 });
  if (cleaned.error) return { code: cleaned.error, field: "name" };
  const checked = checkUrl(url, webhookSettings());
  if ("problem" in checked) return { code: checked.problem, field: "url" };
  return { name: cleaned.text!, url: checked.url };
}

/** A platform's webhook for what the bank alone learns of would wait for ever without a word. */
function unheardAmong(kinds: readonly EventKind[] | null | undefined, audience: EventAudience): WebhookReply | null {
  const unheard = audience === "BANK" ? undefined : kinds?.find((kind) => eventAudiences[kind] === "BANK");
  return unheard ? refused("BAD_INPUT", "kinds", `A platform is not told of ${unheard}.`) : null;
}

/** Null: all of them. */
const kindsOf = (kinds: readonly EventKind[] | null | undefined): string[] | null =>
  kinds?.length ? [...new Set(kinds)] : null;

/** Why there may be no further webhook; null: there may. Held until the transaction ends, so that two at once cannot pass the limit. */
async function whyNoMore(tx: Em, platformId: string | null): Promise<ErrorCode | null> {
  const db = tx.getKysely();
  if (platformId === null) await sql`select from event_head for update`.execute(db);
  else {
    const platform =
      await sql`select from scenario_platform where entity_id = ${platformId}::bigint for no key update`.execute(db);
    if (platform.rows.length === 0) return "PLATFORM_NOT_FOUND";
  }
  const { rows } = await sql<{ count: string }>`select count(*) as count from webhook
    where platform_id is not distinct from ${platformId}::bigint and status <> 'DELETED'`.execute(db);
  return Number(rows[0]!.count) < webhookLimit ? null : "TOO_MANY_WEBHOOKS";
}

const refused = (code: ErrorCode, field: string | null, message: string = errorCodes[code]): WebhookReply => ({
  webhookId: null,
  secret: null,
  userErrors: [{ code, message, field: field === null ? null : [field] }],
});
