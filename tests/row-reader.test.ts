import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import type { FileRejection, FileRow, JobFormat, Position } from "../src/modules/imports/job.record.ts";
import { readRows } from "../src/modules/imports/row.reader.ts";

/** A file cut into chunks, by which of its bytes begins each chunk but the first. */
function chunked(bytes: Buffer, cuts: number[] = []) {
  const places = [0, ...new Set(cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b)), bytes.length];
  const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
  return async (number: number) => chunks[number - 1] ?? null;
}

async function rowsOf(
  readChunk: (number: number) => Promise<Buffer | null>,
  format: JobFormat = "CSV",
  columns: string[] = [],
  from: Position | null = null,
) {
  const rows: (FileRow | FileRejection)[] = [];
  for await (const row of readRows(readChunk, format, columns, from)) rows.push(row);
  return rows;
}

/** What a row says, wherever its chunks were cut. */
const said = ({ line, fields, rejected, next }: FileRow | FileRejection) => [line, rejected ?? fields, next.line];
const read = async (text: string | Buffer, format: JobFormat = "CSV", columns: string[] = []) =>
  (await rowsOf(chunked(Buffer.from(text)), format, columns)).map(({ line, fields, rejected }) => [
    line,
    rejected?.code ?? fields,
  ]);

const cell = fc.oneof(
  fc.constantFrom("", "永丰酒业", "a,b", 'say "so"', "two\nlines", "cr\rlf\r\n", '3"y', "𠮷祥", "x".repeat(300)),
  fc.string({ maxLength: 6 }),
);
const quoted = (text: string) => (/[",\r\n]/.test(text) || text === "" ? `"${text.replaceAll('"', '""')}"` : text);
const csv = fc
  .tuple(
    fc.array(fc.array(cell, { minLength: 1, maxLength: 3 }), { maxLength: 12 }),
    fc.constantFrom("\n", "\r\n", "\r"),
  )
  .map(([rows, end]) => `a,b\n${rows.map((row) => row.map(quoted).join(",") + end).join("")}`);
/** Anything that has what matters in CSV, in any order. */
const wild = fc
  .array(fc.constantFrom('"', ",", "\n", "\r", "\r\n", "x", "永", '""', ' "'), { maxLength: 40 })
  .map((parts) => `a,b\n${parts.join("")}`);
const cutsOf = fc.array(fc.nat(), { maxLength: 8 });
const encodings = fc.constantFrom("utf8", "gb18030", "utf16le", "utf16be");
const encoded = (text: string, encoding: string) =>
  iconv.encode(text, encoding, { addBOM: encoding.startsWith("utf16") });

describe("CSV out of chunks", () => {
  it("says the same however the file is cut, and goes on from any row as if it had never stopped", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(csv, wild), cutsOf, encodings, async (text, cuts, encoding) => {
        const bytes = encoded(text, encoding);
        const whole = await rowsOf(chunked(bytes));
        const pieces = chunked(bytes, cuts);
        const rows = await rowsOf(pieces);
        expect(rows.map(said)).toEqual(whole.map(said));
        for (const [index, { next }] of rows.entries())
          expect((await rowsOf(pieces, "CSV", [], next)).map(said)).toEqual(whole.slice(index + 1).map(said));
      }),
      { numRuns: 300 },
    );
  });

  it("reads the same fields as csv-parse", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(csv, wild), async (text) => {
        let isOpen = false;
        const parsed: string[][] = parse(text.replace(/\r\n?/g, "\n"), {
          record_delimiter: "\n",
          relax_column_count: true,
          relax_quotes: true,
          skip_empty_lines: true,
          skip_records_with_error: true,
          on_skip: () => {
            isOpen = true;
            return undefined;
          },
        });
        const rows = await rowsOf(chunked(Buffer.from(text)));
        const fields = rows.map((row) => row.fields);
        expect(isOpen ? fields.slice(0, -1) : fields).toEqual(parsed.slice(1));
        expect(rows.at(-1)?.rejected?.reason.includes("never closed") ?? false).toBe(isOpen);
      }),
      { numRuns: 500 },
    );
  });

  it("holds no row that never ends, and goes on behind it", async () => {
    const long = "x".repeat(3_000_000);
    const text = `a,b\n1,2\n"${long}\n",3\n4,${long}\n5,6\n`;
    const cuts = Array.from({ length: 12 }, (_, index) => index * 500_000 + 7);
    const rows = await rowsOf(chunked(Buffer.from(text), cuts));
    expect(rows.map(({ line, fields, rejected }) => [line, rejected?.code ?? fields])).toEqual([
      [2, ["1", "2"]],
      [3, "ROW_TOO_LONG"],
      [5, "ROW_TOO_LONG"],
      [6, ["5", "6"]],
    ]);
    expect((await rowsOf(chunked(Buffer.from(text), cuts), "CSV", [], rows[1]!.next)).map(said)).toEqual(
      rows.slice(2).map(said),
    );
  });

  it("keeps no more than a few chunks of a large file", async () => {
    const size = 1_048_576;
    const piece = Buffer.from("91330000MA27AAAA1X,永丰酒业,2024-01-01\n".repeat(25_000)).subarray(0, size);
    const head = Buffer.from("code,name,since\n");
    const made = async (number: number) =>
      number === 1 ? head : number <= 101 ? Buffer.concat([piece.subarray(0, size - 1), Buffer.from("\n")]) : null;
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    // What is held, not what was: garbage goes first. Other tests of the process hold something of their own.
    const held = () => {
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const before = held();
    let count = 0;
    let most = 0;
    for await (const row of readRows(made, "CSV", ["code"], null)) {
      count += 1;
      if (row.line % 100_000 === 0) most = Math.max(most, held() - before);
    }
    expect(count).toBeGreaterThan(2_000_000);
    expect(most).toBeLessThan(8 * size);
  });

  it("knows the encoding of a file that is ASCII up to where it goes on", async () => {
    const text = `code,name\n${"1,a\n".repeat(100)}2,永丰\n3,酒业\n`;
    const bytes = iconv.encode(text, "gb18030");
    for (const cuts of [[200], [410, 412, 415], [bytes.length - 6]]) {
      const rows = await rowsOf(chunked(bytes, cuts));
      expect(rows.at(-1)?.fields).toEqual(["3", "酒业"]);
      const last = await rowsOf(chunked(bytes, cuts), "CSV", [], rows.at(-2)!.next);
      expect(last.map(({ fields }) => fields)).toEqual([["3", "酒业"]]);
    }
  });
});

describe("NDJSON", () => {
  it("keeps the digits of numbers, and words for the other single values", async () => {
    const rows = await rowsOf(
      chunked(Buffer.from('\ufeff{"id":9223372036854775807,"amount":1.10,"ok":true,"none":null,"text":"a\\nb"}\r\n')),
      "NDJSON",
      ["id", "code"],
    );
    const cells = { id: "9223372036854775807", amount: "1.10", ok: "true", none: "", text: "a\nb", code: "" };
    expect(rows.map((row) => [row.line, !row.rejected && row.cells])).toEqual([[1, cells]]);
  });

  it.each([
    ["nested values", '{"a":{"b":1}}'],
    ["lists", '{"a":[1]}'],
    ["no object", "[1]"],
    ["no JSON", "{a:1}"],
    ["a line cut off", '{"a":'],
    ["bytes that are no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])("refuses %s on their line, and reads on", async (_what, line) => {
    const bytes = Buffer.concat([Buffer.from('{"a":1}\n\n'), Buffer.from(line), Buffer.from('\n{"a":2}')]);
    expect(await read(bytes, "NDJSON")).toEqual([
      [1, ['{"a":1}']],
      [3, "NDJSON_INVALID"],
      [4, ['{"a":2}']],
    ]);
  });

  it("goes on from any row, however the file is cut", async () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.nat()));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.dictionary(fc.string(), value), { maxLength: 8 }), cutsOf, async (objects, cuts) => {
        const bytes = Buffer.from(objects.map((one) => `${JSON.stringify(one)}\n`).join(""));
        const rows = await rowsOf(chunked(bytes, cuts), "NDJSON");
        expect(rows.map(({ line }) => line)).toEqual(objects.map((_, index) => index + 1));
        for (const [index, { next }] of rows.entries())
          expect((await rowsOf(chunked(bytes, cuts), "NDJSON", [], next)).map(said)).toEqual(
            rows.slice(index + 1).map(said),
          );
      }),
      { numRuns: 200 },
    );
  });
});
