import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "./support/server.ts";

/** What a platform sends by the thousand, through the door with the operations that we ship: as many rows as are promised, each judged by itself. */
const count = 5_000;
const control = "a\u0000b";

type Row = Record<string, unknown>;
const mutations: Record<string, { list: string; good: (n: number) => Row; spoilt: [string[], Row][] }> = {
  RegisterParticipants: {
    list: "participants",
    good: (n) => ({ name: `户${n}`, role: "CREDITOR", externalId: `R${n}` }),
    spoilt: [[["name"], { name: control }]],
  },
  UpdateParticipants: {
    list: "participants",
    good: (n) => ({ externalId: `R${n}`, name: `户${n}` }),
    spoilt: [[["externalId"], { externalId: control }]],
  },
  EndParticipations: {
    list: "participations",
    good: (n) => ({ externalId: `R${n}`, role: "CREDITOR", until: "2026-01-01", reason: "LEFT" }),
    spoilt: [[["externalId"], { externalId: control }]],
  },
  RegisterCases: {
    list: "cases",
    good: (n) => ({ number: `(2026)破${n}号`, kind: "BANKRUPTCY_LIQUIDATION" }),
    spoilt: [
      [["title"], { title: control }],
      [["administrator", "externalId"], { administrator: { externalId: control } }],
      [
        ["parties", "0", "participant", "externalId"],
        { parties: [{ participant: { externalId: control }, role: "CREDITOR" }] },
      ],
    ],
  },
  UpdateCases: {
    list: "cases",
    good: (n) => ({ number: `(2026)破${n}号`, title: `案${n}` }),
    spoilt: [[["number"], { number: control }]],
  },
  CompleteCases: {
    list: "cases",
    good: (n) => ({ number: `(2026)破${n}号`, completedOn: "2026-01-01" }),
    spoilt: [[["number"], { number: control }]],
  },
  RecordProceeds: {
    list: "proceeds",
    good: (n) => ({
      caseNumber: `(2026)破${n}号`,
      reference: `r${n}`,
      amount: { amount: "1.00", currency: "CNY" },
      receivedOn: "2026-01-01",
    }),
    spoilt: [
      [["accountNumber"], { accountNumber: control }],
      [["amount", "currency"], { amount: { amount: "1.00", currency: control } }],
    ],
  },
};

let server: TestServer;
let platform: { role: "PLATFORM"; platform: string };
beforeAll(async () => {
  server = await startServer("demo");
  platform = { role: "PLATFORM", platform: "court-platform" };
});
afterAll(() => server.close());

describe.each(Object.entries(mutations))("%s", (name, { list, good, spoilt }) => {
  const text = readFileSync(join(import.meta.dirname, `../schema/operations/platform/${name}.graphql`), "utf8");
  const field = name[0]!.toLowerCase() + name.slice(1);
  const send = async (rows: Row[]) => {
    const input = { platformId: server.id("court-platform"), dryRun: true, [list]: rows };
    const { data, errors } = await server.ask(platform, text, { input });
    expect(errors).toBeUndefined();
    return data[field];
  };

  test("takes 5,000 rows a call, and tells of one more", async () => {
    const rows = Array.from({ length: count }, (_, n) => good(n));
    const { results, userErrors } = await send(rows);
    expect([results.length, userErrors]).toEqual([count, []]);
    expect((await send([...rows, good(count)])).userErrors).toMatchObject([{ code: "TOO_MANY_ROWS", field: [list] }]);
  });

  test.each(spoilt)("answers a text that nothing can store on its row: %s", async (path, said) => {
    const rows = [good(0), { ...good(1), ...said }];
    const { results } = await send(rows);
    const code = path.at(-1) === "currency" ? "CURRENCY_UNKNOWN" : "TEXT_CONTROL_CHARACTER";
    expect(results[1]).toMatchObject({ outcome: "REJECTED", errors: [{ code, field: [list, "1", ...path] }] });
    expect(results[0].errors.map((one: { code: string }) => one.code)).not.toContain(code);
  });
});

test("a row that is written into the document is judged like one in a variable, and what stands beside rows is not", async () => {
  const ask = (reference: string, key: string) =>
    server.ask(
      platform,
      `mutation { registerCases(input: { platformId: "${server.id("court-platform")}", dryRun: true, idempotencyKey: "${key}", cases: [
        { number: "1", kind: OTHER, administrator: { externalId: "${reference}" } }] }) { results { errors { code field } } } }`,
    );
  expect((await ask("a\\u0000", "k")).data.registerCases.results[0].errors).toEqual([
    { code: "TEXT_CONTROL_CHARACTER", field: ["cases", "0", "administrator", "externalId"] },
  ]);
  expect((await ask("a", "k\\u0000")).errors).toMatchObject([{ extensions: { code: "TEXT_CONTROL_CHARACTER" } }]);
});
