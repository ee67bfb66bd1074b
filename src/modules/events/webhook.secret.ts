import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { webhookSettings } from "./webhook.settings.ts";

/** The secret of a receiver as its engineer gets it, once: 32 random bytes in the form of Standard Webhooks. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;

const cipher = "aes-256-gcm";
const keyOf = (key: string): Buffer => Buffer.from(hkdfSync("sha256", key, "", "partner-graph webhook secrets", 32));

/** A secret as it is kept, bound to its webhook: iv, tag and ciphertext. */
export function seal(webhookId: string, secret: string): Buffer {
  const key = webhookSettings().findKey();
  if (key === null) throw new Error("there is no key to keep secrets under");
  const iv = randomBytes(12);
  const sealing = createCipheriv(cipher, keyOf(key), iv).setAAD(Buffer.from(webhookId));
  const text = Buffer.concat([sealing.update(secret, "utf8"), sealing.final()]);
  return Buffer.concat([iv, sealing.getAuthTag(), text]);
}

/** A kept secret; null when it was kept under another key, or for another webhook. */
export function unseal(webhookId: string, kept: Uint8Array): string | null {
  const key = webhookSettings().findKey();
  if (key === null) return null;
  const bytes = Buffer.from(kept);
  const opening = createDecipheriv(cipher, keyOf(key), bytes.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(webhookId))
    .setAuthTag(bytes.subarray(12, 28));
  try {
    return Buffer.concat([opening.update(bytes.subarray(28)), opening.final()]).toString("utf8");
  } catch {
    return null;
  }
}

/** What is signed, as Standard Webhooks has it: the headers of one delivery, signed with each secret that is valid. */
export function signedHeaders(id: string, seconds: number, body: string, secrets: readonly string[]) {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64")}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": signatures.join(" "),
  };
}
