import { isAscii } from "node:buffer";
import iconv from "iconv-lite";
import type { ChunkBytes } from "./chunk.bytes.ts";

export type TextEncoding = "utf8" | "utf16le" | "utf16be" | "gb18030";

/** How many bytes from the first one beyond ASCII are looked at. */
const looked = 65_536;

/** What the bytes at the beginning of a file say of its encoding, and how many of them are a byte order mark; null: nothing. */
export function markedEncoding(head: Buffer): { encoding: TextEncoding | null; markLength: number } {
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf16le", markLength: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf16be", markLength: 2 };
  const isUtf8 = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  return isUtf8 ? { encoding: "utf8", markLength: 3 } : { encoding: null, markLength: 0 };
}

/**
 * The encoding of a file without a mark, from the first byte beyond ASCII that is in the buffer: UTF-8 when what follows reads as UTF-8
 * (a character cut at the end is no fault, and up to a tenth may be damaged: GB18030 text fails almost everywhere), else GB18030. Null
 * while all is ASCII, which both read alike. Where the file is cut into chunks makes no difference.
 */
export async function guessEncoding(bytes: ChunkBytes, from: number): Promise<TextEncoding | null> {
  if (isAscii(bytes.buffer.subarray(from))) return null;
  const index = bytes.buffer.findIndex((byte, at) => at >= from && byte >= 0x80);
  while (!bytes.isWhole && bytes.buffer.length < index + looked) await bytes.more(0);
  const text = new TextDecoder().decode(bytes.buffer.subarray(index, index + looked), { stream: true });
  const [foreign, damaged] = [count(text, /[^\0-\x7f]/gu), count(text, /\ufffd/g)];
  return damaged * 10 <= foreign ? "utf8" : "gb18030";
}

/** Text of the bytes from start to end, which lie between characters; what is no character becomes U+FFFD. */
export function decode(buffer: Buffer, start: number, end: number, encoding: TextEncoding | null): string {
  if (encoding === null || encoding === "utf8") return buffer.toString("utf8", start, end);
  const bytes = buffer.subarray(start, end);
  if (encoding === "utf16le") return wellFormed(bytes.toString("utf16le"));
  if (encoding === "gb18030") return iconv.decode(bytes, encoding, { stripBOM: false });
  const pairs = Buffer.from(bytes.subarray(0, bytes.length & ~1));
  return wellFormed(pairs.swap16().toString("utf16le"));
}

const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\ufffd");
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
