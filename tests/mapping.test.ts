import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { ImportRow } from "../src/modules/imports/import-row.ts";
import { listedPeriods } from "../src/modules/imports/listed-periods.ts";
import { readMapped } from "../src/modules/imports/mapped.reader.ts";
import { parseMapping } from "../src/modules/imports/mapping.ts";

const folder = mkdtempSync(join(tmpdir(), "mapping-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(mapping: object, files: Record<string, string>): Promise<ImportRow[]> {
  const paths: Record<string, string> = {};
  for (const [name, content] of Object.entries(files)) {
    paths[name] = join(folder, name);
    writeFileSync(paths[name], content);
  }
  const rows: ImportRow[] = [];
  for await (const row of readMapped(parseMapping({ source: "test", about: ["test"], ...mapping }), paths))
    rows.push(row);
  return rows;
}

const firm = { type: "ORGANIZATION", number: "{id|digits:6}", name: "{name|width}", category: "ENTERPRISE" };
const other = { kind: "OTHER" };

describe("entities", () => {
  it("repairs numbers, folds full-width letters and says what the source does not say with null", async () => {
    const rows = await read(
      { files: [{ file: "a.csv", entities: [firm] }] },
      { "a.csv": "id,name\n9,万科Ａ （集团）\n" },
    );
    expect(rows).toEqual([
      {
        row: "entity",
        file: "a.csv",
        line: 2,
        source: "test",
        number: "000009",
        type: "ORGANIZATION",
        name: "万科A （集团）",
        category: "ENTERPRISE",
        creditCode: null,
        region: null,
        industry: null,
        scenario: null,
        roles: null,
        warnings: [],
        details: {},
      },
    ]);
  });

  it("rejects a line for its code, keeps an odd one with warnings", async () => {
    const entity = { ...firm, creditCode: "{code}", region: "{region}", industry: "{industry}" };
    const lines = [
      "1,a,91310110666007217t,350500,C3011",
      "2,b,91310110666007217Q,999999,X1",
      "3,c,9131011066600721,,",
      "4,d,91310110666007217I,,",
      "5,,,,",
      ",f,,,",
      "7,g\u0000,,,",
      `8,${"x".repeat(301)},,,`,
    ];
    const rows = await read(
      { files: [{ file: "a.csv", entities: [entity] }] },
      { "a.csv": `id,name,code,region,industry\n${lines.join("\n")}\n` },
    );
    expect(
      rows.map((row) => [row.line, row.row === "rejected" ? row.code : "warnings" in row && row.warnings]),
    ).toEqual([
      [2, []],
      [3, ["CREDIT_CODE_CHECK", "REGION_UNKNOWN", "INDUSTRY_UNKNOWN"]],
      [4, "CREDIT_CODE_LENGTH"],
      [5, "CREDIT_CODE_ALPHABET"],
      [6, "TEXT_EMPTY"],
      [7, "TEXT_EMPTY"],
      [8, "TEXT_CONTROL_CHARACTER"],
      [9, "TEXT_TOO_LONG"],
    ]);
    expect(rows[6]).toMatchObject({ reason: "in column name", fields: ["7", "g\u0000", "", "", ""] });
  });

  it("says a thing once, and again when a later line says something else", async () => {
    const rows = await read(
      { files: [{ file: "a.csv", entities: [firm] }] },
      { "a.csv": "id,name\n1,a\n1, a \n000001,b\n" },
    );
    expect(rows.map(({ row, line }) => [row, line])).toEqual([
      ["entity", 2],
      ["repeated", 3],
      ["entity", 4],
    ]);
  });

  it("takes the first of several templates with a value; a lookup with two values has none", async () => {
    const mapping = {
      lookups: {
        codes: { values: { wood: "C20", paper: "C22" } },
        industry: { file: "b.csv", key: "{firm|digits:6}", value: "{industry|in:codes}" },
      },
      files: [
        {
          file: "a.csv",
          entities: [{ ...firm, industry: ["{name|endsWith:银行:J66}", "{id|digits:6|in:industry}"] }],
        },
      ],
    };
    const rows = await read(mapping, {
      "a.csv": "id,name\n1,江口银行\n2,b\n3,c\n4,d\n",
      "b.csv": "firm,industry\n1,wood\n2,paper\n2,paper\n2,new shares\n3,wood\n3,paper\n3,wood\nx\n",
    });
    expect(rows.map((row) => (row.row === "entity" ? row.industry : row.row))).toEqual([
      "rejected",
      "J66",
      "C22",
      null,
      null,
    ]);
  });
});

describe("relationships", () => {
  const affiliated = {
    kind: "AFFILIATED_WITH",
    from: "{person}",
    to: "{id|digits:6}",
    role: {
      titles: "{titles}",
      split: "/",
      roles: { 董事: "EXECUTIVE", 董事长: "EXECUTIVE", 法定代表人: "LEGAL_REPRESENTATIVE" },
    },
    since: "{since}",
    until: "{until}",
    evidence: { ...other, details: { titles: "{titles}" } },
  };
  const lines = (...rows: string[]) =>
    read(
      { files: [{ file: "a.csv", relationships: [affiliated] }] },
      { "a.csv": `person,id,titles,since,until\n${rows.join("\n")}\n` },
    );

  it("makes one of each role that the titles stand for", async () => {
    const rows = await lines("p,1,董事长/董事 / 法定代表人,2020-02-29,");
    expect(rows).toMatchObject([
      {
        role: "EXECUTIVE",
        from: { source: "test", number: "p" },
        to: { source: "test", number: "000001" },
        since: "2020-02-29",
        until: null,
      },
      {
        role: "LEGAL_REPRESENTATIVE",
        evidence: [{ kind: "OTHER", source: "test", details: { titles: ["董事长/董事 / 法定代表人"] } }],
      },
    ]);
  });

  it("rejects unknown titles, impossible days and periods that end before they start", async () => {
    const rows = await lines(
      "p,1,constructor,,",
      "p,1,董事,2023-02-30,",
      "p,1,董事,2023-02-02,2023-02-02",
      "p,,董事,,",
    );
    expect(rows.map((row) => row.row === "rejected" && row.code)).toEqual([
      "ROLE_UNKNOWN",
      "DATE_INVALID",
      "DATE_ORDER",
      "TEXT_EMPTY",
    ]);
  });

  it("imports nothing of a line of which a part is refused", async () => {
    const mapping = { files: [{ file: "a.csv", entities: [firm], relationships: [affiliated] }] };
    const rows = await read(mapping, { "a.csv": "person,id,name,titles,since,until\np,1,a,保安,,\np,1,a,董事,,\n" });
    expect(rows.map(({ row, line }) => [row, line])).toEqual([
      ["rejected", 2],
      ["entity", 3],
      ["relationship", 3],
    ]);
  });
});

describe("dated lists", () => {
  const days = ["2012-01-01", "2013-01-01", "2015-01-01", "2016-01-01"];

  it.each([
    [[0, 1, 2, 3], [[null, null]]],
    [[0], [[null, "2013-01-01"]]],
    [[1, 2], [["2013-01-01", "2016-01-01"]]],
    [
      [0, 2],
      [
        [null, "2013-01-01"],
        ["2015-01-01", "2016-01-01"],
      ],
    ],
    [[3], [["2016-01-01", null]]],
    [[], []],
  ])("in the lists %j: %j", (listed, periods) => {
    const found = listedPeriods(days, new Set(listed.map((index) => days[index]!)));
    expect(found.map(({ since, until }) => [since, until])).toEqual(periods);
    expect(found.flatMap(({ lists }) => lists)).toEqual(listed.map((index) => days[index]));
  });

  it("keeps the sites of a list together, in one piece of evidence", async () => {
    const relationship = {
      kind: "SUPPLIES",
      from: "{name}",
      to: "Hub",
      listedOn: "{year}-01-01",
      evidence: { kind: "DECLARATION", observedOn: "{year}-01-01", details: { sites: "{site}" } },
    };
    const rows = await read(
      { files: [{ file: "a.csv", relationships: [relationship] }] },
      { "a.csv": "year,name,site\n2014,a,x\n2013,a,x\n2013,a,y\n2013,a,x\n2012,b,\n20X,a,x\n" },
    );
    const evidence = (observedOn: string, sites: string[]) => ({
      kind: "DECLARATION",
      source: "test",
      reference: null,
      observedOn,
      details: { sites },
    });
    expect(rows).toMatchObject([
      { row: "repeated", line: 5 },
      { row: "rejected", line: 7, code: "DATE_INVALID" },
      {
        line: 2,
        since: "2013-01-01",
        until: null,
        evidence: [evidence("2013-01-01", ["x", "y"]), evidence("2014-01-01", ["x"])],
      },
      { line: 6, since: null, until: "2013-01-01", evidence: [{ details: {} }] },
    ]);
  });
});

describe("mappings that are not right", () => {
  it.each([
    [{ files: [{ file: "a.csv", entities: [{ ...firm, nmae: "{name}" }] }] }, /nmae/],
    [{ files: [{ file: "a.csv", entities: [{ ...firm, name: "{name|shout}" }] }] }, /filter shout/],
    [{ files: [{ file: "a.csv", entities: [{ ...firm, name: "{name|in:nowhere}" }] }] }, /lookup nowhere/],
    [{ files: [{ file: "b.csv" }] }, /b\.csv/],
  ])("are refused with a sentence (%#)", async (mapping, message) => {
    await expect(read(mapping, { "a.csv": "id,name\n1,a\n" })).rejects.toThrow(message);
  });

  it("ask for all the columns they need at once", async () => {
    await expect(read({ files: [{ file: "a.csv", entities: [firm] }] }, { "a.csv": "x\n1\n" })).rejects.toThrow(
      "The file lacks the columns id, name; it has x.",
    );
  });
});
