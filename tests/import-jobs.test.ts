import { CompiledQuery, sql } from "kysely";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../src/database.ts";
import { cancelJob, queueJob, queueRevert } from "../src/modules/imports/job.service.ts";
import { runWaitingJobs } from "../src/modules/imports/job.worker.ts";
import { mergeOrganizations, undoMerge } from "../src/modules/organizations/merge.service.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { openTestDatabase } from "./support/database.ts";
import { dumpOf } from "./support/job-world.ts";
import { actor, errorsOf, jobOf, load, queueFile } from "./support/jobs.ts";
import { recordStatements } from "./support/statements.ts";

/** What jobs make of lists: kinds of rows, faults, rows that wait for each other, and going on. Kills are in import-kill.test.ts. */
let database: Database | undefined;
beforeEach(async () => {
  await database?.close();
  database = await openTestDatabase();
  await asSystem(database.em, (tx) =>
    sql`insert into branch (code, name) values ('B01', '一支行')`.execute(tx.getKysely()),
  );
});
afterAll(() => database?.close());

const db = () => database!;
const day = "2026-03-01";
const run = (file: Parameters<typeof load>[1], options = {}) => load(db(), file, { day: () => day, ...options });
const counts = async (file: Parameters<typeof load>[1]) => (await run(file)).counts;

async function select(query: ReturnType<typeof sql<Record<string, unknown>>>) {
  const { rows } = await asSystem(db().em, (tx) => query.execute(tx.getKysely()));
  return rows.map((row) => Object.values(row));
}
const links = () =>
  select(sql`select s.name, r.kind, r.role, t.name as other, r.since, r.until, r.base_amount, r.share from relationship r
    join entity s on s.id = r.source_id join entity t on t.id = r.target_id where r.withdrawn_at is null
    order by s.name, r.kind, t.name, r.since nulls first`);

const firms =
  "number,name,credit_code,region,category\nF1,甲公司,,350500,\nF2,乙公司,91350500MA2XXXXX0P,,\nF3,协会,,,ASSOCIATION\n";
const none = { created: 0, updated: 0, unchanged: 0, rejected: 0, pending: 0 };

describe("kinds", () => {
  test("organizations, and the same file again", async () => {
    const list = { kind: "ORGANIZATION", content: firms.replace("91350500MA2XXXXX0P", "") };
    expect(await counts(list)).toEqual({ ...none, read: 3, created: 3 });
    expect(await counts(list)).toEqual({ ...none, read: 3, unchanged: 3 });
    const changed = { ...list, content: list.content.replace("甲公司", "甲有限公司") };
    expect(await counts(changed)).toEqual({ ...none, read: 3, updated: 1, unchanged: 2 });
    expect(await select(sql`select name, region, category from entity order by id`)).toEqual([
      ["甲有限公司", "350500", "ENTERPRISE"],
      ["乙公司", null, "ENTERPRISE"],
      ["协会", null, "ASSOCIATION"],
    ]);
  });

  test("every kind of relationship, and each file again", async () => {
    await run({ kind: "ORGANIZATION", content: firms.replace("91350500MA2XXXXX0P", "") });
    await asSystem(db().em, (tx) =>
      sql`with made as (insert into entity (type, name) values ('SCENARIO_PLATFORM', '平台') returning id)
        insert into source_identity (source, number, entity_id) select 'list', 'P', id from made`.execute(
        tx.getKysely(),
      ),
    );
    const lists = [
      {
        kind: "SUPPLY",
        content:
          "supplier_number,buyer_number,since,observed_on,amount,reference\nF1,F2,2025-01-01,2025-06-01,1200.5,1234567890123456789\n",
      },
      { kind: "MEMBERSHIP", content: "member_number,association_number,role\nF1,F3,会长\n" },
      { kind: "PARTICIPATION", content: "participant_number,platform_number,role\nF1,P,STORE\n" },
      { kind: "PERSON_ROLE", content: "person_number,person_name,organization_number,role\n1,王一,F1,EXECUTIVE\n" },
      {
        kind: "OWNERSHIP",
        content:
          "owner_type,owner_number,owner_name,owned_number,share,observed_on\nPERSON,1,王一,F1,0.6,2025-01-01\n,F2,,F1,0.4,2025-01-01\n",
      },
      { kind: "GUARANTEE", content: "guarantor_number,debtor_number\nF1,F2\n" },
      {
        kind: "EVIDENCE",
        content:
          "relationship,source_number,target_number,evidence_kind,observed_on,amount,reference\nSUPPLIES,F1,F2,BILL,2025-12-01,70,B-1\n",
      },
    ];
    for (const list of lists) {
      const job = await run(list);
      const rows = list.content.split("\n").length - 2;
      expect([list.kind, job.state, job.counts]).toEqual([list.kind, "DONE", { ...none, read: rows, created: rows }]);
    }
    const before = await links();
    expect(before).toEqual([
      ["乙公司", "OWNS", null, "甲公司", null, null, "0.00", "0.400000"],
      ["王一", "AFFILIATED_WITH", "EXECUTIVE", "甲公司", null, null, "0.00", null],
      ["王一", "OWNS", null, "甲公司", null, null, "0.00", "0.600000"],
      ["甲公司", "GUARANTEES", null, "乙公司", null, null, "0.00", null],
      ["甲公司", "MEMBER_OF", "会长", "协会", null, null, "0.00", null],
      ["甲公司", "PARTICIPATES_IN", "STORE", "平台", null, null, "0.00", null],
      ["甲公司", "SUPPLIES", null, "乙公司", "2025-01-01", null, "1200.50", null],
    ]);
    for (const list of lists) {
      const rows = list.content.split("\n").length - 2;
      expect([list.kind, await counts(list)]).toEqual([list.kind, { ...none, read: rows, unchanged: rows }]);
    }
    expect(await links()).toEqual(before);
    expect(await select(sql`select reference from evidence_detail where reference like '1%'`)).toEqual([
      ["1234567890123456789"],
    ]);
  });

  test("accounts and facilities of clients", async () => {
    await run({ kind: "ORGANIZATION", content: firms.replace("91350500MA2XXXXX0P", "") });
    const accounts = {
      kind: "ACCOUNT",
      content:
        "holder_number,account_number,branch,type,opened_on,closed_on\nF1,0012,B01,BASIC,2020-01-01,\nF2,0013,B01,GENERAL,2020-01-01,2021-01-01\nF2,0014,B09,BASIC,2020-01-01,\n",
    };
    const job = await run(accounts);
    expect(job.counts).toEqual({ ...none, read: 3, created: 2, rejected: 1 });
    expect(await errorsOf(db(), job.id)).toEqual([[4, "branch", "BRANCH_UNKNOWN"]]);
    expect(await select(sql`select name from entity where is_client`)).toEqual([["甲公司"]]);
    expect(await counts(accounts)).toEqual({ ...none, read: 3, unchanged: 2, rejected: 1 });
    const facilities = {
      kind: "FACILITY",
      content:
        "holder_number,branch,product,limit,used,granted_on\nF1,B01,流动资金贷款,1000000,10.5,2025-01-01\nF1,B01,承兑,10,11,2025-01-01\n",
    };
    expect(await counts(facilities)).toEqual({ ...none, read: 2, created: 1, rejected: 1 });
    expect(await counts(facilities)).toEqual({ ...none, read: 2, unchanged: 1, rejected: 1 });
    const used = { ...facilities, content: facilities.content.replace("10.5", "20") };
    expect(await counts(used)).toEqual({ ...none, read: 2, updated: 1, rejected: 1 });
    expect(await select(sql`select used_amount from facility where withdrawn_at is null`)).toEqual([["20.00"]]);
  });

  test("names identify where the source declares it, and nowhere else", async () => {
    const list = { kind: "ORGANIZATION", content: "name\n３Ｍ Co.\n3m co.\n" };
    const refused = await run(list);
    expect(await errorsOf(db(), refused.id)).toEqual([
      [2, "number", "IDENTITY_MISSING"],
      [3, "number", "IDENTITY_MISSING"],
    ]);
    expect(await counts({ ...list, namesIdentify: true })).toEqual({ ...none, read: 2, created: 1, updated: 1 });
    const supply = { kind: "SUPPLY", content: "supplier_name,buyer_name\n3M CO.,3M Co.\n", namesIdentify: true };
    expect(await counts(supply)).toEqual({ ...none, read: 1, created: 1 });
    // Of another source the name is nobody.
    expect(await counts({ ...supply, source: "other" })).toEqual({ ...none, read: 1, pending: 1 });
  });
});

test("bad rows are refused with code, line and field, and the others are written", async () => {
  await run({ kind: "ORGANIZATION", content: firms.replace("91350500MA2XXXXX0P", "") });
  const head = "supplier_number,supplier_code,buyer_number,since,until,observed_on,amount,currency,evidence_kind";
  const job = await run({
    kind: "SUPPLY",
    content: `${head}
F1,,F2,,,2025-01-01,1,,
F1,,F2,,,2099-01-01,1,,
F1,,F2,1900-01-01,,,1,,
F1,,F2,2025-02-30,,,1,,
F1,,F2,2025-02-02,2025-02-01,,1,,
F1,,F2,,,,-1,,
F1,,F2,,,,1.234,,
F1,,F2,,,,1,XXX,
F1,,F2,,,,1,,GOSSIP
,12,F2,,,,,,
,,F2,,,,,,
F1,F2
F1,,F1,,,,,,
F1,,F2,2099-01-01,,,,,
`,
  });
  expect(await errorsOf(db(), job.id)).toEqual([
    [3, "observed_on", "DATE_FUTURE"],
    [5, "since", "DATE_INVALID"],
    [6, "until", "DATE_ORDER"],
    [7, "amount", "AMOUNT_NEGATIVE"],
    [8, "amount", "AMOUNT_INVALID"],
    [9, "currency", "CURRENCY_UNKNOWN"],
    [10, "evidence_kind", "VALUE_UNKNOWN"],
    [11, "supplier_code", "CREDIT_CODE_LENGTH"],
    [12, "supplier_number", "IDENTITY_MISSING"],
    [13, null, "CSV_ROW_LENGTH"],
  ]);
  expect(job.counts).toMatchObject({ read: 14, rejected: 10 });
  const wrong = await run({ kind: "MEMBERSHIP", content: "member_number,association_number\nF1,F3\nF1,F2\n" });
  expect(wrong.counts).toEqual({ ...none, read: 2, created: 2 });
  const person = await run({
    kind: "PERSON_ROLE",
    content: "person_number,person_name,organization_number,role\nF1,甲,F2,EXECUTIVE\n9,乙,F2,EXECUTIVE\n",
  });
  expect(await errorsOf(db(), person.id)).toEqual([[2, null, "ROW_CONFLICT"]]);
  const typed = await run({ kind: "SUPPLY", content: "supplier_number,buyer_number\n9,F2\n" });
  expect(await errorsOf(db(), typed.id)).toEqual([[2, "supplier_number", "REFERENCE_TYPE"]]);
});

test("a file without a column that its kind needs fails, and says which", async () => {
  const job = await run({ kind: "ORGANIZATION", content: "number\nF1\n" });
  expect([job.state, job.failureCode, job.failure]).toEqual([
    "FAILED",
    "CSV_COLUMNS_MISSING",
    expect.stringContaining("name"),
  ]);
});

test("rows wait for their ends, whatever order the lists come in, and count for their own job once linked", async () => {
  const supply = await run({
    kind: "SUPPLY",
    content: "supplier_number,buyer_code,buyer_number\nF1,91350500MA2XXXXX0P,\nF1,,F2\nF9,,F1\n",
  });
  expect(supply.counts).toEqual({ ...none, read: 3, rejected: 0, pending: 3 });
  expect(await links()).toEqual([]);
  await run({ kind: "ORGANIZATION", content: "number,name\nF1,甲公司\n" });
  expect((await jobOf(db(), supply.id)).counts.pending).toBe(3);
  await run({ kind: "ORGANIZATION", content: "number,name\nF2,乙公司\n" });
  expect((await jobOf(db(), supply.id)).counts).toEqual({ ...none, read: 3, created: 1, pending: 2 });
  await run({ kind: "ORGANIZATION", content: "number,name\nF9,丙公司\n", source: "other" });
  expect((await jobOf(db(), supply.id)).counts.pending).toBe(2);
  await run({ kind: "ORGANIZATION", content: "name,credit_code\n丁公司,91350500MA2XXXXX0P\n", source: "other" });
  expect((await jobOf(db(), supply.id)).counts).toEqual({ ...none, read: 3, created: 2, pending: 1 });
  expect(await select(sql`select count(*)::int from import_pending_end`)).toEqual([[2]]);
});

test("a cancelled job goes on where it was", async () => {
  const rows = Array.from({ length: 50 }, (_, index) => `N${index},公司${index}`).join("\n");
  const id = await queueFile(db(), { kind: "ORGANIZATION", content: `number,name\n${rows}\n`, chunkBytes: 97 });
  // Cancelled by somebody else between two slices.
  await asSystem(db().em, (tx) => cancelJob(tx, actor, id));
  expect(await runWaitingJobs(db())).toBe(0);
  expect(await asSystem(db().em, (tx) => queueJob(tx, actor, id))).toBeNull();
  await runWaitingJobs(db(), { sliceRows: 7, day: () => day });
  expect((await jobOf(db(), id)).counts).toEqual({ ...none, read: 50, created: 50 });
  expect(await asSystem(db().em, (tx) => queueJob(tx, actor, id))).toBe("IMPORT_STATE");
  expect(await asSystem(db().em, (tx) => queueJob(tx, actor, "999"))).toBe("NOT_FOUND");
});

describe("a revert", () => {
  const revert = async (id: string) => {
    expect(await asSystem(db().em, (tx) => queueRevert(tx, actor, id))).toBeNull();
    await runWaitingJobs(db(), { day: () => day });
    return jobOf(db(), id);
  };
  const two = { kind: "ORGANIZATION", content: "number,name\nF1,甲公司\nF2,乙公司\n" };
  const supply = {
    kind: "SUPPLY",
    content: "supplier_number,buyer_number,observed_on,amount\nF1,F2,2025-12-01,70\nF1,F7,,\n",
  };

  test("takes a list back as if it had never come", async () => {
    const before = await dumpOf(db());
    const job = await run(two);
    expect((await revert(job.id)).state).toBe("REVERTED");
    expect(await dumpOf(db())).toMatchObject({ ...before, jobs: expect.anything() });
    // And it can come again.
    expect(await counts(two)).toMatchObject({ created: 2 });
  });

  test("withdraws evidence, and what others have said of the same stays", async () => {
    await run(two);
    await run({ ...supply, content: "supplier_number,buyer_number,observed_on\nF1,F2,2025-10-01\n" });
    const before = await links();
    const job = await run(supply);
    expect((await links())[0]).toContain("70.00");
    const reverted = await revert(job.id);
    expect([reverted.state, reverted.counts.pending]).toEqual(["REVERTED", 0]);
    expect(await links()).toEqual(before);
    expect(await counts(supply)).toMatchObject({ created: 1, pending: 1 });
  });

  test("puts back the values that it changed", async () => {
    await run(two);
    const job = await run({ ...two, content: "number,name,region\nF1,甲有限公司,350500\n" });
    const stood = () => select(sql`select name, region from entity order by id`);
    expect(await stood()).toContainEqual(["甲有限公司", "350500"]);
    expect((await revert(job.id)).state).toBe("REVERTED");
    expect(await stood()).toContainEqual(["甲公司", null]);
  });

  test("is refused while others stand on what it wrote, and touches nothing", async () => {
    const job = await run(two);
    await run(supply);
    await run({
      kind: "ACCOUNT",
      content: "holder_number,account_number,branch,type,opened_on\nF1,0012,B01,BASIC,2020-01-01\n",
    });
    const before = await dumpOf(db());
    const refused = await revert(job.id);
    expect([refused.state, refused.failureCode, refused.failure]).toEqual([
      "DONE",
      "IMPORT_STOOD_UPON",
      "Nothing was taken back, for others stand on what it wrote: 1 account, 1 relationship. Among others on: 甲公司.",
    ]);
    expect(await dumpOf(db())).toEqual(before);
  });

  test("ends being a client with the account that it takes back", async () => {
    await run(two);
    const job = await run({
      kind: "ACCOUNT",
      content: "holder_number,account_number,branch,type,opened_on\nF1,0012,B01,BASIC,2020-01-01\n",
    });
    expect(await select(sql`select name from entity where is_client`)).toEqual([["甲公司"]]);
    expect((await revert(job.id)).state).toBe("REVERTED");
    expect(await select(sql`select name from entity where is_client`)).toEqual([]);
  });

  test("takes back accounts and facilities wherever merges have put them", async () => {
    await run(two);
    const account = await run({
      kind: "ACCOUNT",
      content: "holder_number,account_number,branch,type,opened_on\nF2,0012,B01,BASIC,2020-01-01\n",
    });
    const facility = await run({
      kind: "FACILITY",
      content: "holder_number,branch,product,limit,granted_on\nF2,B01,PP,100,2025-01-01\n",
    });
    const [[keep], [drop]] = (await select(sql`select id from entity order by id`)) as [[string], [string]];
    const headOffice = { em: db().em, today: day, viewer: { kind: "staff", role: "HEAD_OFFICE", subject: "u1" } };
    const context = headOffice as unknown as Parameters<typeof mergeOrganizations>[0];
    const merged = await mergeOrganizations(context, {
      ...{ keep: encodeId("entity", keep), drop: encodeId("entity", drop) },
      ...{ dryRun: false, note: null },
    });
    expect(await select(sql`select name from entity where is_client`)).toEqual([["甲公司"]]);
    expect((await undoMerge(context, { mergeId: merged.merge!.id })).userErrors).toEqual([]);
    expect(await select(sql`select name from entity where is_client`)).toEqual([["乙公司"]]);
    for (const job of [account, facility]) expect((await revert(job.id)).state).toBe("REVERTED");
    expect(
      await select(sql`select id from account where withdrawn_at is null
        union all select id from facility where withdrawn_at is null union all select id from entity where is_client`),
    ).toEqual([]);
  });

  test("that has begun goes on to its end; what others have built on since stays", async () => {
    const job = await run(two);
    await asSystem(db().em, (tx) =>
      sql`update import_job set written = written || '{"reverting": true}' where id = ${job.id}::bigint`.execute(
        tx.getKysely(),
      ),
    );
    await run({ ...supply, content: "supplier_number,buyer_number,observed_on\nF1,F1,2025-10-01\n" });
    expect((await revert(job.id)).state).toBe("REVERTED");
    expect(await select(sql`select name from entity`)).toEqual([["甲公司"]]);
    expect(await select(sql`select count(*)::int from relationship where withdrawn_at is null`)).toEqual([[1]]);
  });

  test("looks by index for whatever names an entity, and counts what goes", async () => {
    const job = await run({ ...two, content: "number,name,region\nF1,甲公司,350500\nF2,乙公司,350500\n" });
    const counted = () =>
      select(sql`select coalesce(sum(count), 0)::int from (select tree, count from reference_change
        union all select tree, count from reference_count) c where tree = 'REGION'`);
    const [[before]] = (await counted()) as [[number]];
    const statements = await recordStatements(db(), () => revert(job.id));
    expect((await counted())[0]).toEqual([before - 2]);
    const looks = statements.filter(({ sql: text }) => /left join lateral .* from "?relationship/s.test(text));
    expect(looks).toHaveLength(1);
    const plan = await asSystem(db().em, async (tx) => {
      await sql`select set_config('enable_seqscan', 'off', true)`.execute(tx.getKysely());
      const { sql: text, parameters } = looks[0]!;
      const explain = CompiledQuery.raw(`explain ${text}`, parameters);
      return (await tx.getKysely().executeQuery<{ "QUERY PLAN": string }>(explain)).rows;
    });
    // A table that a later module brings, and that names entities without an index, is seen here.
    expect(plan.map((row) => row["QUERY PLAN"]).filter((line) => line.includes("Seq Scan"))).toEqual([]);
  });
});
