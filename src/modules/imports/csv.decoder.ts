import { type FileHandle, open } from "node:fs/promises";
import iconv from "iconv-lite";

export type CsvEncoding = "utf8" | "utf16le" | "utf16be" | "gb18030";

const chunkSize = 65_536;

/**
 * The text of a file in pieces, line breaks all made "\n" (also inside quotes), a byte order mark left out. Bytes that the
 * encoding does not know become U+FFFD. onBytes hears how many bytes each read took. Throws when the file cannot be read.
 */
export async function* readText(path: string, onBytes?: (count: number) => void): AsyncGenerator<string> {
  const file = await open(path);
  try {
    const decoder = iconv.getDecoder(await detectEncoding(file));
    let held = "";
    for await (const bytes of chunks(file)) {
      onBytes?.(bytes.length);
      const text = held + decoder.write(bytes);
      held = text.endsWith("\r") ? "\r" : "";
      yield text.slice(0, text.length - held.length).replace(/\r\n?/g, "\n");
    }
    yield (held + (decoder.end() ?? "")).replace(/\r\n?/g, "\n");
  } finally {
    await file.close();
  }
}

/**
 * By byte order mark; else UTF-8 when the first piece with anything beyond ASCII reads as UTF-8 (a character cut at the end
 * of the piece is no fault, and up to a tenth may be damaged: GB18030 text fails almost everywhere), else GB18030.
 */
async function detectEncoding(file: FileHandle): Promise<CsvEncoding> {
  let isFirst = true;
  for await (const bytes of chunks(file)) {
    if (isFirst && bytes[0] === 0xff && bytes[1] === 0xfe) return "utf16le";
    if (isFirst && bytes[0] === 0xfe && bytes[1] === 0xff) return "utf16be";
    isFirst = false;
    if (bytes.every((byte) => byte < 0x80)) continue;
    const text = new TextDecoder().decode(bytes, { stream: true });
    const [foreign, damaged] = [count(text, /[^\0-\x7f]/gu), count(text, /\ufffd/g)];
    return damaged * 10 <= foreign ? "utf8" : "gb18030";
  }
  return "utf8";
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

async function* chunks(file: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkSize), 0, chunkSize, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
