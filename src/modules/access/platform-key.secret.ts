import { createHash, randomBytes } from "node:crypto";

/** `live` in production, `test` elsewhere: a key is taken by servers of its own mark alone. */
export type KeyMark = "live" | "test";

/** A key as it was presented or made; the text itself is kept nowhere. */
export interface PresentedKey {
  id: string;
  mark: KeyMark;
  hash: Buffer;
}

const shape = /^pgk_(live|test)_([0-9a-f]{16})_[\w-]{43}$/;

/** The part of a key that may be shown and searched for in logs and code: without the secret. */
export const keyPrefix = (mark: string, id: string): string => `pgk_${mark}_${id}`;

/** A new key; its text is shown once. */
export function newKey(mark: KeyMark): PresentedKey & { text: string } {
  const id = randomBytes(8).toString("hex");
  const text = `${keyPrefix(mark, id)}_${randomBytes(32).toString("base64url")}`;
  return { id, mark, text, hash: hashOf(text) };
}

/** What a text says when it has the shape of a key; null for anything else, such as a token of the identity provider. */
export function readKey(text: string): PresentedKey | null {
  const match = shape.exec(text);
  return match && { id: match[2]!, mark: match[1] as KeyMark, hash: hashOf(text) };
}

/** One SHA-256 and no slow hash: those make guesses at passwords dear, and 256 random bits cannot be guessed at any price. */
const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();
