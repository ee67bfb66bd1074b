import { createHash, randomBytes } from "node:crypto";
import { badInput } from "./errors.ts";

/** What an id names. Ids leave the API as opaque text; nobody may read meaning into them. */
export type IdKind =
  | "entity"
  | "relationship"
  | "evidence"
  | "branch"
  | "participant"
  | "participation"
  | "case"
  | "batch"
  | "platformKey"
  | "auditEntry"
  | "contact"
  | "consent"
  | "moneyEvent"
  | "matchCandidate"
  | "merge"
  | "importJob"
  | "platformCost"
  | "event"
  | "webhook"
  | "webhookDelivery";

/** Opaque text for one thing of ours. */
export const encodeId = (kind: IdKind, key: string): string => Buffer.from(`${kind}:${key}`).toString("base64url");

const bigint = /^[1-9]\d{0,18}$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const keyShapes: Record<IdKind, RegExp> = {
  entity: bigint,
  relationship: bigint,
  evidence: bigint,
  branch: bigint,
  contact: bigint,
  consent: bigint,
  moneyEvent: bigint,
  matchCandidate: bigint,
  merge: bigint,
  importJob: bigint,
  platformCost: bigint,
  participant: uuid,
  participation: uuid,
  case: uuid,
  event: uuid,
  webhook: uuid,
  webhookDelivery: uuid,
  platformKey: /^[0-9a-f]{16}$/,
  auditEntry: bigint,
  batch: /^[\w-]{43}:[1-9]\d{0,18}:[A-Z_]+$/,
};

/** The thing that an id names, or null when the text is no id of ours. */
export function decodeId(id: string): { kind: IdKind; key: string } | null {
  if (id.length > 200) return null;
  const text = Buffer.from(id, "base64url").toString("utf8");
  const kind = text.slice(0, text.indexOf(":")) as IdKind;
  const key = text.slice(kind.length + 1);
  if (!Object.hasOwn(keyShapes, kind) || !keyShapes[kind].test(key) || encodeId(kind, key) !== id) return null;
  return isBigint(kind, key) ? { kind, key } : null;
}

/** The key behind an id that must be of one kind, or null. */
export function keyOf(kind: IdKind, id: string): string | null {
  const decoded = decodeId(id);
  return decoded?.kind === kind ? decoded.key : null;
}

/** As keyOf, for lists in arguments: throws BAD_INPUT that names the argument. */
export const keysOf = (kind: IdKind, ids: readonly string[], argument: string): string[] =>
  ids.map((id) => {
    const key = keyOf(kind, id);
    if (!key) throw badInput(`${argument} holds something that is no id of ours.`);
    return key;
  });

const isBigint = (kind: IdKind, key: string): boolean =>
  keyShapes[kind] !== bigint || BigInt(key) <= 9223372036854775807n;

const maskSecret = randomBytes(32);
/** Stands for something that the viewer may not know: the same thing gets the same token while the server runs, and no query accepts it. */
export const maskedId = (key: string): string =>
  `masked-${createHash("sha256").update(maskSecret).update(key).digest("base64url").slice(0, 22)}`;
