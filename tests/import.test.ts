import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../src/database.ts";
import { importFiles } from "../src/modules/imports/import.service.ts";
import { filesOf, parseMapping } from "../src/modules/imports/mapping.ts";
import { asSystem } from "../src/shared/session.ts";
import { openTestDatabase } from "./support/database.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { countWritten } from "./support/statements.ts";

/** What an import makes of small sets; the real ones are read back in import-real.test.ts, the command in import-command.test.ts. */
const folder = mkdtempSync(join(tmpdir(), "import-"));
let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

let source = "";
let sources = 0;
beforeEach(() => {
  sources += 1;
  source = `small-${sources}`;
});

async function load(mapping: object, files: Record<string, string>) {
  const parsed = parseMapping({ source, about: ["test"], ...mapping });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const paths = Object.fromEntries(filesOf(parsed).map((name) => [name, join(folder, name)]));
  const { read, created, updated, unchanged, rejected, ...rest } = await importFiles(
    database.em,
    parsed,
    paths,
    DEMO_DAY,
  );
  expect(created + updated + unchanged + rejected).toBe(read);
  return { lines: [read, created, updated, unchanged, rejected], ...rest };
}

async function select(query: ReturnType<typeof sql<Record<string, unknown>>>) {
  const { rows } = await asSystem(database.em, (tx) => query.execute(tx.getKysely()));
  return rows.map((row) => Object.values(row));
}
const names = () =>
  select(sql`select i.number, e.name from source_identity i join entity e on e.id = i.entity_id
    where i.source = ${source} order by i.number`);
const periods = () =>
  select(sql`select e.name, r.since, r.until from relationship r join source_identity i on i.entity_id = r.source_id
    join entity e on e.id = r.source_id where i.source = ${source} and r.withdrawn_at is null order by e.name, r.since nulls first`);

const firm = { type: "ORGANIZATION", number: "{id}", name: "{name}", category: "ENTERPRISE" };
const evidence = { kind: "OTHER", observedOn: "2020-01-01" };
const supplies = { kind: "SUPPLIES", from: "{id}", to: "{to}", evidence };

describe("a line is imported whole or rejected whole", () => {
  const mapping = { files: [{ file: "a.csv", entities: [firm], relationships: [supplies] }] };

  test("where a reference leads nowhere nothing of it stays, but what other lines need", async () => {
    const summary = await load(mapping, { "a.csv": "id,name,to\n1,a,2\n2,b,3\n3,c,nowhere\n4,d,nowhere\n" });
    expect(summary.lines).toEqual([4, 2, 0, 0, 2]);
    expect(summary.rejections).toMatchObject([
      { file: "a.csv", line: 4, code: "REFERENCE_UNKNOWN" },
      { file: "a.csv", line: 5, code: "REFERENCE_UNKNOWN", reason: expect.stringContaining('"nowhere"') },
    ]);
    expect(await names()).toEqual([
      ["1", "a"],
      ["2", "b"],
      ["3", "c"],
    ]);
  });

  test("what an earlier run brought may be referred to, by lines in any order", async () => {
    await load({ files: [{ file: "a.csv", entities: [firm] }] }, { "a.csv": "id,name\nold,o\n" });
    const summary = await load(mapping, { "a.csv": "id,name,to\n1,a,2\n2,b,old\n" });
    expect(summary.lines).toEqual([2, 2, 0, 0, 0]);
    expect(summary.things.relationships).toEqual({ CREATED: 2, UPDATED: 0, UNCHANGED: 0 });
  });

  test("one number for two types of thing is a conflict of the second", async () => {
    const person = { type: "PERSON", number: "{id}", name: "{name}" };
    const files = [
      { file: "a.csv", entities: [firm] },
      { file: "b.csv", entities: [person] },
    ];
    const summary = await load({ files }, { "a.csv": "id,name\n1,a\n", "b.csv": "id,name\n1,p\n2,q\n" });
    expect(summary.lines).toEqual([3, 2, 0, 0, 1]);
    expect(summary.rejections).toMatchObject([{ file: "b.csv", line: 2, code: "ROW_CONFLICT" }]);
  });

  test("a day that has not come is refused", async () => {
    const seen = { ...supplies, to: "{id}", evidence: { ...evidence, observedOn: "{day}" } };
    const files = [{ file: "a.csv", entities: [firm], relationships: [seen] }];
    const summary = await load({ files }, { "a.csv": "id,name,day\n1,a,9999-12-31\n" });
    expect(summary.rejections).toMatchObject([{ line: 2, code: "DATE_FUTURE" }]);
    expect(await names()).toEqual([]);
  });
});

describe("a second run", () => {
  test("of descriptions that contradict each other writes nothing: the last one counts", async () => {
    const mapping = { files: [{ file: "a.csv", entities: [{ ...firm, creditCode: "{code}" }] }] };
    // More lines than a statement takes lie between the two, and two numbers stand for one credit code.
    const between = Array.from({ length: 5_100 }, (_, index) => `x${index},x,`).join("\n");
    const files = {
      "a.csv": `id,name,code\n1,early,\n2,one,91310110666007217T\n${between}\n1,late,\n3,other,91310110666007217T\n`,
    };
    const first = await load(mapping, files);
    // The third number is news of an organization that the second made.
    expect(first.lines).toEqual([5_104, 5_102, 1, 1, 0]);
    expect((await names()).filter(([number]) => ["1", "2", "3"].includes(number as string))).toEqual([
      ["1", "late"],
      ["2", "other"],
      ["3", "other"],
    ]);
    const written = await countWritten(database, async () => {
      expect((await load(mapping, files)).lines).toEqual([5_104, 0, 0, 5_104, 0]);
    });
    expect(written).toBe(0);
  });

  test("with a changed line updates that one alone", async () => {
    const mapping = { files: [{ file: "a.csv", entities: [firm] }] };
    await load(mapping, { "a.csv": "id,name\n1,a\n2,b\n" });
    expect((await load(mapping, { "a.csv": "id,name\n1,a\n2,B\n" })).lines).toEqual([2, 0, 1, 1, 0]);
  });
});

test("a later list ends who is missing from it; a gap starts another period", async () => {
  const listed = { ...supplies, to: "Hub", listedOn: "{year}-01-01" };
  const mapping = {
    entities: [{ ...firm, number: "Hub", name: "Hub" }],
    files: [
      {
        file: "a.csv",
        entities: [firm],
        relationships: [
          { ...listed, evidence: { kind: "DECLARATION", observedOn: "{year}-01-01", reference: "list {year}" } },
        ],
      },
    ],
  };
  const until2014 = "id,name,year\n1,a,2012\n2,b,2012\n1,a,2013\n1,a,2014\n2,b,2014\n";
  expect((await load(mapping, { "a.csv": until2014 })).lines).toEqual([5, 5, 0, 0, 0]);
  const before = await periods();
  expect(before).toEqual([
    ["a", null, null],
    ["b", null, "2013-01-01"],
    ["b", "2014-01-01", null],
  ]);
  expect((await load(mapping, { "a.csv": until2014 })).lines).toEqual([5, 0, 0, 5, 0]);
  const summary = await load(mapping, { "a.csv": `${until2014}2,b,2015\n` });
  expect(summary.lines).toEqual([6, 1, 1, 4, 0]);
  expect(await periods()).toEqual([["a", null, "2015-01-01"], ...before.slice(1)]);
});

test("an account makes a branch and a client, and stays closed once it was closed", async () => {
  const account = {
    ...{ holder: "Hub", number: "N-1", type: "GENERAL", openedOn: "2012-01-01" },
    branch: { code: "Z9", name: "试点支行" },
  };
  const mapping = (type: string) => ({
    entities: [{ ...firm, number: "Hub", name: "Hub" }],
    accounts: [{ ...account, type }],
    files: [],
  });
  const state = () =>
    select(sql`select e.is_client, a.type, a.closed_on, b.name from account a join branch b on b.id = a.branch_id
      join source_identity i on i.entity_id = a.holder_id and i.source = ${source} join entity e on e.id = i.entity_id
      where a.withdrawn_at is null`);
  await load(mapping("GENERAL"), {});
  expect(await state()).toEqual([[true, "GENERAL", null, "试点支行"]]);
  await select(sql`update account set closed_on = '2020-01-01' where number = 'N-1' and withdrawn_at is null`);
  expect((await load(mapping("GENERAL"), {})).things.accounts).toEqual({ CREATED: 0, UPDATED: 0, UNCHANGED: 1 });
  expect((await load(mapping("BASIC"), {})).things.accounts).toEqual({ CREATED: 0, UPDATED: 1, UNCHANGED: 0 });
  expect(await state()).toEqual([[false, "BASIC", "2020-01-01", "试点支行"]]);
});
