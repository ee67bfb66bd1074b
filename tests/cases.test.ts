import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import type { CaseRowInput } from "../src/modules/platforms/case.input.ts";
import { type CaseMutation, changeCases } from "../src/modules/platforms/case.service.ts";
import type { ProceedsInput } from "../src/modules/platforms/proceeds.plan.ts";
import { recordProceeds } from "../src/modules/platforms/proceeds.service.ts";
import { registerParticipants } from "../src/modules/platforms/registration.service.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem, asViewer } from "../src/shared/session.ts";
import type { PlatformViewer, StaffViewer } from "../src/shared/viewer.ts";
import { openTestDatabase } from "./support/database.ts";
import { creditCode, newPlatform } from "./support/platforms.ts";
import { countWritten, recordStatements } from "./support/statements.ts";

const today = "2026-11-01";
const worlds = Number(process.env.CASE_WORLDS ?? 15);
const patience = Math.max(120_000, worlds * 5_000);
const many = Number(process.env.CASE_ROWS ?? 600);
const staff = (role: StaffViewer["role"], branchId: string | null): StaffViewer => ({
  kind: "staff",
  subject: role,
  name: role,
  role,
  branchId,
  client: null,
});

describe("cases of platforms", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
    await asSystem(database.em, (tx) =>
      sql`insert into exchange_rate (currency, valid_from, rate) values ('CNY', '2000-01-01', 1), ('USD', '2000-01-01', 7) on conflict do nothing`.execute(
        tx.getKysely(),
      ),
    );
  });
  afterAll(() => database.close());

  type More = { errorPolicy?: "REJECT_ALL" | "REJECT_ROW"; dryRun?: boolean; idempotencyKey?: string };
  const change =
    (mutation: CaseMutation) =>
    (viewer: PlatformViewer, cases: CaseRowInput[], more: More = {}) =>
      changeCases(database.em, viewer, mutation, { platformId: viewer.platformId, cases, ...more }, today);
  const [register, update, complete] = [change("registerCases"), change("updateCases"), change("completeCases")];
  const record = (viewer: PlatformViewer, proceeds: ProceedsInput[], more: More = {}) =>
    recordProceeds(database.em, viewer, { platformId: viewer.platformId, proceeds, ...more }, today);
  const ask = async <Row>(query: ReturnType<typeof sql<Row>>): Promise<Row[]> =>
    asSystem(database.em, async (tx) => (await query.execute(tx.getKysely())).rows);
  const outcomes = ({ results }: Awaited<ReturnType<typeof register>>) =>
    results.map(({ outcome, errors, warnings }) =>
      [outcome, ...[...errors, ...warnings].map((one) => one.code)].join(" "),
    );
  const told = async (viewer: PlatformViewer) =>
    (
      await ask<{ kind: string }>(sql`select kind from platform_event where platform_id = ${viewer.platformId}
      and kind ~ '^(CASE|PROCEEDS)' order by id`)
    ).map((row) => row.kind);
  const firm = (externalId: string) => ({ externalId });
  async function platformWithFirms() {
    const viewer = await newPlatform(database);
    const participants = ["A", "B", "C"].map((externalId) => ({
      name: `${externalId}所`,
      externalId,
      role: "ADMINISTRATOR",
    }));
    await registerParticipants(database.em, viewer, { platformId: viewer.platformId, participants }, today);
    return viewer;
  }
  const contract = (number: string, more: Partial<CaseRowInput> = {}): CaseRowInput => ({
    number,
    kind: "PROCUREMENT_CONTRACT",
    ...more,
  });
  const receipt = (caseNumber: string, reference: string, more: Partial<ProceedsInput> = {}): ProceedsInput => ({
    caseNumber,
    reference,
    amount: { amount: "100.00", currency: "CNY" },
    receivedOn: "2026-10-01",
    ...more,
  });

  it(
    "come to the same, value by value, whatever order the same dated words come in",
    async () => {
      const said = fc.record(
        {
          title: fc.constantFrom("甲", "乙", "丙"),
          acceptedOn: fc.constantFrom("2026-01-05", "2026-01-06"),
          completedOn: fc.constantFrom("2026-09-01", "2026-09-02"),
          administrator: fc.constantFrom(firm("A"), firm("B")),
          parties: fc
            .subarray(["A", "B", "C"])
            .map((names) => names.map((name) => ({ participant: firm(name), role: "STORE" }))),
          contractAmount: fc.constantFrom("1", "2.5").map((amount) => ({ amount, currency: "CNY" })),
        },
        { requiredKeys: [] },
      );
      const world = fc.array(fc.tuple(said, fc.boolean(), fc.nat(999)), { minLength: 3, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(world, async (drawn) => {
          const viewer = await platformWithFirms();
          await register(viewer, [contract("1", { observedOn: "2026-01-01" })]);
          const rows = drawn.map(([values, isAlone, at], index) => ({
            row: { number: "1", ...values, observedOn: `2026-02-${String(10 + index)}` },
            isAlone,
            at,
          }));
          const calls: CaseRowInput[][] = [[]];
          for (const { row, isAlone } of [...rows].sort((a, b) => a.at - b.at)) {
            if (isAlone) calls.push([row]);
            else calls.at(-1)!.push(row);
          }
          for (const cases of calls) {
            const { results } = await update(viewer, cases);
            expect(results.flatMap((one) => one.errors)).toEqual([]);
          }
          const expected = Object.assign({}, ...rows.map(({ row }) => row)) as CaseRowInput;
          const [found] = await ask<
            Record<string, unknown>
          >(sql`select c.title, c.accepted_on as "acceptedOn", c.completed_on as "completedOn",
            a.external_id as administrator, c.contract_amount as amount, c.observed_on as "observedOn",
            array(select p.external_id || y.role from case_party y join participant p on p.id = y.participant_id where y.case_id = c.id order by 1) as parties
          from platform_case c left join participant a on a.id = c.administrator_id where c.platform_id = ${viewer.platformId}`);
          expect(found).toEqual({
            title: expected.title ?? null,
            acceptedOn: expected.acceptedOn ?? null,
            completedOn: expected.completedOn ?? null,
            administrator: expected.administrator?.externalId ?? null,
            amount: expected.contractAmount ? Number(expected.contractAmount.amount).toFixed(2) : null,
            observedOn: rows.at(-1)!.row.observedOn,
            parties: (expected.parties ?? []).map((one) => `${one.participant.externalId}${one.role}`).sort(),
          });
        }),
        { numRuns: worlds },
      );
    },
    patience,
  );

  it("are opened, changed and completed, each told once; what is repeated writes nothing", async () => {
    const viewer = await platformWithFirms();
    const rows = [
      contract("1", { administrator: firm("A") }),
      contract("2", { title: "二", completedOn: "2026-10-01" }),
    ];
    const written = (work: () => Promise<unknown>) => countWritten(database, work);
    expect(outcomes(await register(viewer, rows))).toEqual(["CREATED", "CREATED"]);
    expect(
      await written(async () => expect(outcomes(await register(viewer, rows))).toEqual(["UNCHANGED", "UNCHANGED"])),
    ).toBe(0);
    const caseId = (await update(viewer, [{ number: "1", title: "一" }])).results[0]!.caseId!;
    const done = [{ id: encodeId("case", caseId), completedOn: "2026-10-20" }];
    expect(outcomes(await complete(viewer, done))).toEqual(["UPDATED"]);
    expect(await written(async () => expect(outcomes(await complete(viewer, done))).toEqual(["UNCHANGED"]))).toBe(0);
    expect(
      outcomes(await complete(viewer, [{ ...done[0]!, completedOn: "2026-10-01", observedOn: "2026-10-02" }])),
    ).toEqual(["UNCHANGED NEWER_STANDS"]);
    expect(await told(viewer)).toEqual([
      "CASE_OPENED",
      "CASE_OPENED",
      "CASE_COMPLETED",
      "CASE_UPDATED",
      "CASE_COMPLETED",
    ]);
  });

  it("are refused row by row, by a code on the field", async () => {
    const [viewer, other] = [await platformWithFirms(), await platformWithFirms()];
    const caseId = (await register(viewer, [contract("1")])).results[0]!.caseId!;
    const bad: [CaseRowInput, string, string][] = [
      [contract("2", { kind: "HOUSING_PROJECT" }), "REJECTED CASE_KIND_UNFIT", "kind"],
      [contract("2", { court: "法院" }), "REJECTED CASE_FACT_UNFIT", "court"],
      [contract("2", { administrator: firm("Z") }), "REJECTED PARTICIPANT_NOT_FOUND", "administrator"],
      [contract("2", { parties: [{ participant: firm("A"), role: "CASHIER" }] }), "REJECTED ROLE_UNKNOWN", "parties"],
      [
        contract("2", { administrator: { creditCode: "11010519491231002X" } }),
        "REJECTED PARTY_IS_PERSON",
        "administrator",
      ],
      [contract("11010519491231002X"), "REJECTED PARTY_IS_PERSON", "number"],
      [
        contract("2", { contractAmount: { amount: "1.005", currency: "CNY" } }),
        "REJECTED AMOUNT_INVALID",
        "contractAmount",
      ],
      [
        contract("2", { contractAmount: { amount: "1", currency: "XXX" } }),
        "REJECTED CURRENCY_UNKNOWN",
        "contractAmount",
      ],
      [contract("2", { acceptedOn: "2026-05-02", completedOn: "2026-05-01" }), "REJECTED DATE_ORDER", "completedOn"],
      [contract("2", { observedOn: "2027-01-01" }), "REJECTED DATE_FUTURE", "observedOn"],
      [contract("\0"), "REJECTED TEXT_CONTROL_CHARACTER", "number"],
      [{ ...contract("1"), title: "甲" }, "NEEDS_REVIEW ROW_CONFLICT", "title"],
      [{ ...contract("1"), title: "乙" }, "NEEDS_REVIEW ROW_CONFLICT", "title"],
    ];
    const { results } = await register(
      viewer,
      bad.map(([row]) => row),
    );
    for (const [index, [, outcome, field]] of bad.entries()) {
      const { errors } = results[index]!;
      expect([results[index]!.outcome, ...errors.map((one) => one.code)].join(" "), String(index)).toBe(outcome);
      expect(errors[0]!.field!.slice(0, 3)).toEqual(["cases", String(index), field]);
    }
    // Another platform's case is one that there is not, whichever way it is named.
    expect(
      outcomes(
        await update(other, [
          { id: encodeId("case", caseId), title: "x" },
          { number: "1", title: "x" },
          { title: "x" },
        ]),
      ),
    ).toEqual(["REJECTED CASE_NOT_FOUND", "REJECTED CASE_NOT_FOUND", "REJECTED CASE_UNNAMED"]);
    expect(outcomes(await record(other, [receipt("1", "R")]))).toEqual(["REJECTED CASE_NOT_FOUND"]);
    expect(outcomes(await record(viewer, [receipt("1", "R")]))).toEqual(["REJECTED RECIPIENT_MISSING"]);
  });

  it("bring in money once a reference, to the administrator of that day or whom the row names, as the bank reads it by its own entities", async () => {
    const viewer = await platformWithFirms();
    await register(viewer, [contract("1", { administrator: firm("A") })]);
    const first = receipt("1", "R-1", { observedOn: "2026-10-02" });
    const dollars = receipt("1", "R-2", {
      amount: { amount: "5", currency: "USD" },
      recipient: firm("B"),
      accountNumber: "6222",
    });
    expect(outcomes(await record(viewer, [first, dollars, first]))).toEqual([
      "CREATED",
      "CREATED",
      "UNCHANGED DUPLICATE_ROW",
    ]);
    expect(await countWritten(database, () => record(viewer, [first, dollars]))).toBe(0);
    await update(viewer, [{ number: "1", administrator: firm("C") }]);
    const corrected = { amount: { amount: "90.10", currency: "CNY" } };
    expect(outcomes(await record(viewer, [{ ...first, ...corrected, observedOn: "2026-10-01" }]))).toEqual([
      "UNCHANGED NEWER_STANDS",
    ]);
    expect(outcomes(await record(viewer, [{ ...first, ...corrected, observedOn: "2026-10-09" }]))).toEqual(["UPDATED"]);
    expect(outcomes(await record(viewer, [receipt("1", "R-9"), receipt("1", "R-9", corrected)]))).toEqual([
      "NEEDS_REVIEW ROW_CONFLICT",
      "NEEDS_REVIEW ROW_CONFLICT",
    ]);
    expect(await told(viewer)).toEqual([
      "CASE_OPENED",
      "PROCEEDS_RECORDED",
      "PROCEEDS_RECORDED",
      "CASE_UPDATED",
      "PROCEEDS_RECORDED",
    ]);
    const deposits = sql`select p.external_id as firm, d.entity_id = p.entity_id as "isSame", d.received_on as "receivedOn", d.amount, d.currency
      from case_deposit d join participant p on p.id = d.participant_id where d.platform_id = ${viewer.platformId} order by d.currency`;
    const seenBy = (asker: StaffViewer | PlatformViewer) =>
      asViewer(database.em, asker, async (tx) => (await deposits.execute(tx.getKysely())).rows);
    const all = [
      { firm: "A", isSame: true, receivedOn: "2026-10-01", amount: "90.10", currency: "CNY" },
      { firm: "B", isSame: true, receivedOn: "2026-10-01", amount: "5.00", currency: "USD" },
    ];
    expect(await ask(deposits)).toEqual(all);
    expect(await seenBy(staff("HEAD_OFFICE", null))).toEqual(all);
    expect(await seenBy(staff("AUDITOR", null))).toEqual(all);
    expect(await seenBy(staff("BRANCH_HEAD", "1"))).toEqual([]);
    await expect(seenBy(viewer)).rejects.toThrow(/permission denied/);
  });

  it("are seen by their own platform alone", async () => {
    const [viewer, other] = [await platformWithFirms(), await platformWithFirms()];
    await register(viewer, [
      contract("1", { administrator: firm("A"), parties: [{ participant: firm("B"), role: "STORE" }] }),
    ]);
    await record(viewer, [receipt("1", "R")]);
    const counts = sql`select (select count(*)::int from platform_case) as cases, (select count(*)::int from case_party) as parties,
      (select count(*)::int from case_proceeds) as proceeds`;
    const seenBy = (asker: PlatformViewer) =>
      asViewer(database.em, asker, async (tx) => (await counts.execute(tx.getKysely())).rows[0]);
    expect(await seenBy(viewer)).toEqual({ cases: 1, parties: 1, proceeds: 1 });
    expect(await seenBy(other)).toEqual({ cases: 0, parties: 0, proceeds: 0 });
  });

  it("cost as many statements for two as for many; one bad row stops all or itself alone; a key replays", async () => {
    const viewer = await platformWithFirms();
    const cases = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) =>
        contract(`N-${from + index}`, {
          administrator: firm("A"),
          parties: [{ participant: firm("B"), role: "STORE" }],
        }),
      );
    const cost = async (work: () => Promise<unknown>) => (await recordStatements(database, work)).length;
    const two = await cost(() => register(viewer, cases(0, 2)));
    expect(await cost(() => register(viewer, cases(2, many)))).toBe(two);
    const receipts = (from: number, to: number) => cases(from, to).map(({ number }) => receipt(number!, "R"));
    const twoReceipts = await cost(() => record(viewer, receipts(0, 2)));
    expect(await cost(() => record(viewer, receipts(2, many)))).toBe(twoReceipts);
    const bad = [...cases(many, many + 4), contract("")];
    expect((await register(viewer, bad, { errorPolicy: "REJECT_ALL" })).counts).toEqual([
      { outcome: "REJECTED", count: 1 },
      { outcome: "NOT_WRITTEN", count: 4 },
    ]);
    expect((await register(viewer, bad, { dryRun: true })).counts).toContainEqual({ outcome: "NOT_WRITTEN", count: 4 });
    const reply = await register(viewer, bad, { idempotencyKey: "k" });
    expect(reply.counts).toContainEqual({ outcome: "CREATED", count: 4 });
    expect(await register(viewer, bad, { idempotencyKey: "k" })).toEqual(reply);
    expect((await register(viewer, cases(0, 1), { idempotencyKey: "k" })).userErrors).toMatchObject([
      { code: "IDEMPOTENCY_KEY_REUSED" },
    ]);
    expect((await register({ ...viewer, platformId: "999" }, [])).userErrors).toMatchObject([
      { code: "PLATFORM_NOT_FOUND" },
    ]);
    // A participant's code is no participant of another platform's.
    expect(
      outcomes(await update(viewer, [{ number: "N-0", administrator: { creditCode: creditCode(987_000) } }])),
    ).toEqual(["REJECTED PARTICIPANT_NOT_FOUND"]);
  });
});
