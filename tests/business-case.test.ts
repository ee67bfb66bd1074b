import * as fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { payBackMonth, plannedStands, resultsOf } from "../src/modules/scenarios/business.case.ts";
import { asSystem } from "../src/shared/session.ts";
import { startServer, type TestServer } from "./support/server.ts";

const cents = fc.bigInt({ min: 0n, max: 10n ** 13n });
const text = (value: bigint) => {
  const digits = (value < 0n ? -value : value).toString().padStart(3, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
const halfUp = (value: bigint, by: bigint) => (2n * value + by) / (2n * by);

describe("a business case", () => {
  it("without a discount is what whole numbers come to", () => {
    const drawn = fc.record({
      monthlyAccounts: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 8 }),
      deposit: cents,
      margin: fc.bigInt({ min: 0n, max: 1_000_000n }),
      fee: cents,
      costs: fc.array(cents, { minLength: 1, maxLength: 12 }),
    });
    fc.assert(
      fc.property(drawn, ({ monthlyAccounts, deposit, margin, fee, costs }) => {
        const rate = `${margin / 1_000_000n}.${(margin % 1_000_000n).toString().padStart(6, "0")}`;
        const plan = {
          ...{ launchOn: null, monthlyAccounts, depositPerAccount: text(deposit) },
          ...{ margin: rate, feePerAccount: text(fee), discount: "0.000000" },
        };
        const found = resultsOf(plannedStands(plan, costs.map(text)), plan);
        let [accounts, sum] = [0n, 0n];
        const expected = costs.map((cost, i) => {
          accounts += BigInt(monthlyAccounts[i] ?? 0);
          const deposits = accounts * deposit;
          const income = halfUp(deposits * margin + accounts * fee * 12_000_000n, 12_000_000n);
          sum += income - cost;
          return {
            ...{ accounts: Number(accounts), deposits: text(deposits), cost: text(cost), income: text(income) },
            ...{ net: text(income - cost), cumulative: text(sum), isBelow: sum < 0n },
          };
        });
        expect(found).toEqual(expected.map(({ isBelow: _, ...one }) => one));
        const from = expected.findIndex((_, i) => expected.slice(i).every(({ isBelow }) => !isBelow));
        expect(payBackMonth(found)).toBe(from < 0 ? null : from + 1);
      }),
    );
  });

  it("is worth less by the discount a year later", () => {
    const plan = {
      launchOn: null,
      monthlyAccounts: [1],
      depositPerAccount: "0",
      margin: "0",
      feePerAccount: "110",
      discount: "0.1",
    };
    const results = resultsOf(plannedStands(plan, Array(13).fill("0")), plan);
    // 110 now, and 110 / 1.1 a year later.
    expect(results[0]!.cumulative).toBe("110.00");
    expect(Number(results[12]!.cumulative) - Number(results[11]!.cumulative)).toBeCloseTo(100, 6);
  });
});

describe("what is refused", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const cost = (one: string) => `costs: [{ item: "a", amount: { amount: "1" }, dueOn: "2026-01-01" }, { ${one} }]`;
  it.each([
    ["addPlatformCosts", cost('item: " ", amount: { amount: "1" }, dueOn: "2026-01-01"'), ["TEXT_EMPTY costs.1.item"]],
    [
      "addPlatformCosts",
      cost('item: "a", amount: { amount: "0.00" }, dueOn: "2026-02-30"'),
      ["AMOUNT_INVALID costs.1.amount.amount", "DATE_INVALID costs.1.dueOn"],
    ],
    [
      "addPlatformCosts",
      cost('item: "a", amount: { amount: "-1" }, dueOn: "2026-01-01"'),
      ["AMOUNT_NEGATIVE costs.1.amount.amount"],
    ],
    [
      "addPlatformCosts",
      cost('item: "a", amount: { amount: "1", currency: "XXX" }, dueOn: "2026-01-01"'),
      ["CURRENCY_UNKNOWN costs.1.amount.currency"],
    ],
    ["withdrawPlatformCosts", 'ids: ["x"]', ["NOT_FOUND ids.0"]],
    [
      "setPlatformPlan",
      'plan: { margin: "1.1", depositPerAccount: "1e3", launchOn: "x" }',
      ["AMOUNT_INVALID plan.depositPerAccount", "BAD_INPUT plan.margin", "DATE_INVALID plan.launchOn"],
    ],
    [
      "setPlatformPlan",
      "plan: { monthlyAccounts: [-1], expectedAccounts: 3, rampMonths: 0 }",
      ["BAD_INPUT plan.monthlyAccounts", "BAD_INPUT plan.expectedAccounts", "BAD_INPUT plan.rampMonths"],
    ],
    ["setPlatformStatus", 'status: LIVE, since: "2026-12-31"', ["DATE_FUTURE since"]],
    ["setPlatformStatus", 'status: IN_BUILD, since: "2026-11-01"', ["DATE_ORDER since"]],
    ["updatePlatform", 'name: "", addRoles: ["store"]', ["TEXT_EMPTY name", "BAD_INPUT addRoles"]],
    ["updatePlatform", 'operatorId: "x"', ["NOT_FOUND operatorId"]],
    ["updatePlatform", 'addRoles: ["STORE", "STOER"]', ["ROLE_UNKNOWN addRoles.1"]],
  ])("%s: %s", async (field, input, expected) => {
    const entries = async () => {
      const { rows } = await asSystem(server.database.em, (tx) =>
        sql<{
          count: string;
        }>`select count(*) as count from audit_entry where operation = ${field} and outcome = 'DONE'`.execute(
          tx.getKysely(),
        ),
      );
      return rows[0]!.count;
    };
    const before = await entries();
    const platformId = server.id("pharmacy-platform");
    const { data } = await server.ask(
      "HEAD_OFFICE",
      `mutation { ${field}(input: { platformId: "${platformId}", ${input} }) { platform { id } userErrors { code field } } }`,
    );
    expect(data[field].platform).toBeNull();
    expect(
      data[field].userErrors.map((one: { code: string; field: string[] }) => `${one.code} ${one.field.join(".")}`),
    ).toEqual(expected);
    expect(await entries()).toBe(before);
  });

  it("a platform with a role that its scenario has not, and nothing of it is made", async () => {
    const count = async () =>
      (await server.ask("HEAD_OFFICE", "{ platforms(first: 100) { nodes { id } } }")).data.platforms.nodes.length;
    const before = await count();
    const { data } = await server.ask(
      "HEAD_OFFICE",
      'mutation { createPlatform(input: { name: "甲", scenario: COURT, roles: ["CREDITOR", "CREDITER"] }) { platform { id } userErrors { code field } } }',
    );
    expect(data.createPlatform).toEqual({
      platform: null,
      userErrors: [{ code: "ROLE_UNKNOWN", field: ["roles", "1"] }],
    });
    expect(await count()).toBe(before);
  });
});
