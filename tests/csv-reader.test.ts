import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import iconv from "iconv-lite";
import { afterAll, describe, expect, it } from "vitest";
import { readCsv } from "../src/modules/imports/csv.reader.ts";

const folder = mkdtempSync(join(tmpdir(), "csv-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string | Buffer, columns: string[] = ["name", "city"]) {
  const path = join(folder, "rows.csv");
  writeFileSync(path, content);
  const rows = [];
  for await (const { line, fields, rejected } of readCsv(path, columns)) rows.push([line, rejected?.code ?? fields]);
  return rows;
}

const chinese = "name,city\n永丰酒业,临江\n“远望”药房,江口\n";
const chineseRows = [
  [2, ["永丰酒业", "临江"]],
  [3, ["“远望”药房", "江口"]],
];

describe("encodings", () => {
  it.each([
    ["UTF-8", Buffer.from(chinese)],
    ["UTF-8 with BOM", Buffer.from(`\ufeff${chinese}`)],
    ["GB18030", iconv.encode(chinese, "gb18030")],
    ["GB18030 with CRLF", iconv.encode(chinese.replaceAll("\n", "\r\n"), "gb18030")],
    ["UTF-16LE with BOM", iconv.encode(chinese, "utf16le", { addBOM: true })],
    ["UTF-16BE with BOM", iconv.encode(chinese, "utf16be", { addBOM: true })],
  ])("reads %s", async (_name, bytes) => {
    expect(await read(bytes)).toEqual(chineseRows);
  });

  it.each([0, 1, 2, 3])("reads characters that lie across the borders of what is read at once (%i)", async (shift) => {
    const name = `${"x".repeat(shift)}${"永".repeat(60_000)}`;
    const content = `name,city\n${name},临江\n`;
    expect(await read(content)).toEqual([[2, [name, "临江"]]]);
    expect(await read(iconv.encode(content, "gb18030"))).toEqual([[2, [name, "临江"]]]);
  });

  it("finds GB18030 behind a long head of ASCII", async () => {
    const rows = await read(iconv.encode(`name,city\n${"abc,def\n".repeat(20_000)}永丰,临江\n`, "gb18030"));
    expect(rows.at(-1)).toEqual([20_002, ["永丰", "临江"]]);
  });

  it("keeps the characters that only GB18030 has, in four bytes", async () => {
    expect(await read(iconv.encode("name,city\n𠮷祥,临江\n永丰酒业,临江\n", "gb18030"))).toEqual([
      [2, ["𠮷祥", "临江"]],
      [3, ["永丰酒业", "临江"]],
    ]);
  });

  it("refuses the one row whose bytes are damaged, not the file", async () => {
    const bytes = Buffer.from(`${chinese}坏,临江\n好,临江\n永丰酒业有限责任公司,临江\n`);
    bytes[bytes.indexOf("坏")] = 0xff;
    expect(await read(bytes)).toEqual([
      ...chineseRows,
      [4, "CSV_ENCODING"],
      [5, ["好", "临江"]],
      [6, ["永丰酒业有限责任公司", "临江"]],
    ]);
  });
});

describe("rows", () => {
  it("reads quotes, commas and line breaks inside fields, with the line at which each row starts", async () => {
    const content = 'name,city\r\n"Jinlong\r\nMachinery, ""Ltd""",A\r\n\r\n\r\n"b\nc",B\r\nd,"e"';
    expect(await read(content)).toEqual([
      [2, ['Jinlong\nMachinery, "Ltd"', "A"]],
      [6, ["b\nc", "B"]],
      [8, ["d", "e"]],
    ]);
  });

  it("takes a stray quote inside a field as it is", async () => {
    expect(await read('name,city\n3"y,4\n5,6\n')).toEqual([
      [2, ['3"y', "4"]],
      [3, ["5", "6"]],
    ]);
  });

  it("takes lone carriage returns and mixed line ends", async () => {
    expect(await read("name,city\ra,b\r\nc,d\ne,f\r")).toEqual([
      [2, ["a", "b"]],
      [3, ["c", "d"]],
      [4, ["e", "f"]],
    ]);
  });

  it("reports rows that are too short or too long, and reads on", async () => {
    expect(await read("name,city\na\nb,c,d\ne,f\n")).toEqual([
      [2, "CSV_ROW_LENGTH"],
      [3, "CSV_ROW_LENGTH"],
      [4, ["e", "f"]],
    ]);
  });

  it("reports a last row that was cut off", async () => {
    expect(await read("name,city\na,b\nc")).toEqual([
      [2, ["a", "b"]],
      [3, "CSV_TRUNCATED"],
    ]);
    expect(await read(Buffer.from("name,city\na,b\nc,临江").subarray(0, -1))).toEqual([
      [2, ["a", "b"]],
      [3, "CSV_TRUNCATED"],
    ]);
  });

  it("reports an unclosed quote and loses nothing before it", async () => {
    const good = Array.from({ length: 5_000 }, (_, index) => `n${index},c`).join("\n");
    const rows = await read(`name,city\n${good}\nlast,"open\nmore,rows\n`);
    expect(rows).toHaveLength(5_001);
    expect(rows.at(-2)).toEqual([5_001, ["n4999", "c"]]);
    expect(rows.at(-1)).toEqual([5_002, "CSV_TRUNCATED"]);
  });

  it("gives back what was written, whatever it was", async () => {
    const field = fc.string({ unit: fc.constantFrom("a", "永", '"', ",", "\n", " ", "\u0000", "𠮷") });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(field, field), { maxLength: 8 }),
        fc.constantFrom("\n", "\r\n"),
        async (pairs, end) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""').replaceAll("\n", end)}"`;
          const lines = [["name", "city"], ...pairs].map(
            (fields) => fields.map((text) => quoted(text!)).join(",") + end,
          );
          const starts = pairs.map(
            (_, index) =>
              1 +
              lines
                .slice(0, index + 1)
                .join("")
                .split("\n").length -
              1,
          );
          expect(await read(lines.join(""))).toEqual(pairs.map((pair, index) => [starts[index], pair]));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("files", () => {
  it("names every missing column, and those it found", async () => {
    await expect(read("name;town\na;b\n", ["name", "city"])).rejects.toMatchObject({
      code: "CSV_COLUMNS_MISSING",
      message: "The file lacks the columns name, city; it has name;town.",
    });
    await expect(read("")).rejects.toMatchObject({ code: "CSV_COLUMNS_MISSING" });
    await expect(read('"name,city\na,b\n')).rejects.toMatchObject({ code: "CSV_COLUMNS_MISSING" });
  });

  it("does not choose between two columns of a name, unless nobody asks for them", async () => {
    await expect(read("name,city,name\na,b,c\n")).rejects.toMatchObject({ code: "CSV_COLUMNS_REPEATED" });
    expect(await read("name,x,x\na,b,c\n", ["name"])).toEqual([[2, ["a", "b", "c"]]]);
  });

  it("reads a file of a header alone, and columns in any order with others between", async () => {
    expect(await read("name,city\n")).toEqual([]);
    expect(await read("\ufeffx, city ,name\n1,2,3\n")).toEqual([[2, ["1", "2", "3"]]]);
  });

  it("fails on a file that is not there", async () => {
    const rows = readCsv(join(folder, "absent.csv"), []);
    await expect(rows.next()).rejects.toMatchObject({ code: "ENOENT" });
  });
});
