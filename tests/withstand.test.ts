import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepNames } from "../src/modules/organizations/name.keeper.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { errorsOf, type JobFile, load } from "./support/jobs.ts";
import { startServer, type TestServer } from "./support/server.ts";

/** What real lists bring, loaded by jobs and read back through the API as staff do. */
let server: TestServer;
beforeAll(async () => {
  server = await startServer("empty");
});
afterAll(() => server.close());

const run = async (file: JobFile) => {
  const job = await load(server.database, file, { day: () => DEMO_DAY });
  await keepNames(server.database.em);
  return job;
};
const ask = async (query: string, variables?: Record<string, unknown>) => {
  const { data, errors } = await server.ask("HEAD_OFFICE", query, variables);
  expect(errors).toBeUndefined();
  return data;
};
const idOf = async (search: string): Promise<string> => {
  const { nodes } = (
    await ask("query ($search: String) { organizations(filter: { search: $search }) { nodes { id } } }", { search })
  ).organizations;
  expect(nodes).toHaveLength(1);
  return nodes[0].id;
};
const suppliersOf = async (buyer: string, args = "") =>
  (
    await ask(
      `query ($id: ID!) { organization(id: $id) { suppliers(${args || "first: 20"}) { nodes {
        since until confidence annualAmounts { amount currency } source { name } evidence { nodes { source reference } } explain { text } } } } }`,
      { id: await idOf(buyer) },
    )
  ).organization.suppliers.nodes;

describe("the same relationship", () => {
  it("from five sources with five amounts in two currencies is one, worth what the strongest kind adds up to", async () => {
    const sources = [
      // Contracts: 100,000 CNY in one currency alone.
      ["contracts", "CONTRACT", "C-1", "100000.00", "CNY"],
      // Invoices win, whole and in both currencies: 20,000 USD are more than the contract at any rate of the demo's days.
      ["erp", "INVOICE", "I-1", "20000.00", "USD"],
      ["tax", "INVOICE", "I-2", "50000.50", "CNY"],
      // The bill and the factoring record are of the same sale.
      ["bills", "BILL", "B-1", "70000.00", "CNY"],
      ["factoring", "FACTORING", "F-1", "9000.00", "USD"],
    ];
    const ends = "91350200M000100Y43,91350200M000100Y51".split(",");
    await run({ kind: "ORGANIZATION", content: `name,credit_code\n五源供应,${ends[0]}\n五源采购,${ends[1]}\n` });
    const header = "supplier_code,buyer_code,since,evidence_kind,reference,observed_on,amount,currency";
    const jobs = [];
    for (const [source, kind, reference, amount, currency] of sources) {
      const row = [...ends, "2025-01-01", kind, reference, "2026-06-01", amount, currency].join(",");
      jobs.push((await run({ kind: "SUPPLY", source: source!, content: `${header}\n${row}\n` })).counts);
    }
    expect(jobs.map(({ read, rejected, pending }) => [read, rejected, pending])).toEqual(Array(5).fill([1, 0, 0]));
    const [only, ...others] = await suppliersOf("五源采购");
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      annualAmounts: [
        { amount: "50000.50", currency: "CNY" },
        { amount: "20000.00", currency: "USD" },
      ],
      since: "2025-01-01",
      until: null,
    });
    expect(only.evidence.nodes.map((one: { source: string }) => one.source).sort()).toEqual([
      "bills",
      "contracts",
      "erp",
      "factoring",
      "tax",
    ]);
    // 1 − (1 − 0.8056) × (1 − 0.8046)² × (1 − 0.7622)²: contract, bill and factoring, two invoices, all 175 days old.
    expect(only.confidence).toBe(0.9996);
    const texts = only.explain.map((one: { text: string }) => one.text);
    expect(texts[0]).toBe("共5份依据，来自5个独立来源");
    expect(texts).toContain(
      "2025-11-23之后至2026-11-23的金额按发票计：CNY 50000.50、USD 20000.00；合同、票据、保理折算人民币较小，不相加",
    );
  });

  it("with itself is kept, told once, and no walk goes round in it", async () => {
    await run({ kind: "ORGANIZATION", source: "self", content: "name,number\n自供企业,1\n另一企业,2\n" });
    const content = "supplier_number,buyer_number\n1,1\n2,1\n";
    expect((await run({ kind: "SUPPLY", source: "self", content })).counts).toMatchObject({ read: 2, created: 2 });
    const [id, other] = [await idOf("自供企业"), await idOf("另一企业")];
    const { organization, neighborhood, paths, commonHubs } = await ask(
      `query ($id: ID!, $other: ID!) {
        organization(id: $id) { degrees { direction count } relationships { totalCount nodes { source { name } } } }
        neighborhood(of: $id, input: { maxHops: 6 }) { isTruncated nodes { hop entity { name } } relationships { source { name } target { name } } }
        paths(from: $other, to: $id, input: { maxHops: 6 }) { paths { length } }
        commonHubs(of: [$id, $other]) { nodes { entity { name } } } }`,
      { id, other },
    );
    expect(organization.degrees).toEqual([
      { direction: "OUT", count: 1 },
      { direction: "IN", count: 2 },
    ]);
    expect(organization.relationships.totalCount).toBe(2);
    expect(organization.relationships.nodes).toHaveLength(2);
    expect(neighborhood.isTruncated).toBe(false);
    expect(neighborhood.nodes.map((one: { hop: number }) => one.hop)).toEqual([0, 1]);
    expect(neighborhood.relationships).toHaveLength(2);
    expect(paths.paths).toEqual([{ length: 1 }]);
    expect(commonHubs.nodes).toEqual([]);
  });
});

describe("names", () => {
  it("of two firms in one city that are the same stay two, and a person is asked", async () => {
    const header = "name,number,region\n";
    await run({ kind: "ORGANIZATION", source: "first", content: `${header}同名贸易有限公司,1,350200\n` });
    await run({ kind: "ORGANIZATION", source: "second", content: `${header}同名贸易有限公司,9,350200\n` });
    const { organizations, matchCandidates } = await ask(
      `{ organizations(filter: { search: "同名贸易" }) { nodes { id } }
         matchCandidates(first: 50) { nodes { first { id } second { id } } } }`,
    );
    const ids = organizations.nodes.map((one: { id: string }) => one.id);
    expect(new Set(ids).size).toBe(2);
    expect(
      matchCandidates.nodes.filter(
        (one: { first: { id: string }; second: { id: string } }) =>
          ids.includes(one.first.id) && ids.includes(one.second.id),
      ),
    ).toHaveLength(1);
  });

  it("change, and the code and all that hangs on it stay", async () => {
    const code = "91350200M000100Y6X";
    const list = (name: string) => ({ kind: "ORGANIZATION", content: `name,credit_code\n${name},${code}\n` });
    await run(list("旧名机械有限公司"));
    await run({ kind: "ORGANIZATION", content: "name,number\n老主顾,K1\n" });
    await run({ kind: "SUPPLY", content: `supplier_code,buyer_number\n${code},K1\n` });
    expect((await run(list("新名机械有限公司"))).counts).toMatchObject({ updated: 1 });
    const [supplier] = await suppliersOf("老主顾");
    expect(supplier.source.name).toBe("新名机械有限公司");
    const { organization } = await ask(
      "query ($code: String) { organization(creditCode: $code) { id name formerNames { name reason } } }",
      { code },
    );
    expect(organization).toMatchObject({
      name: "新名机械有限公司",
      formerNames: [{ name: "旧名机械有限公司", reason: "RENAMED" }],
    });
    expect(await idOf("旧名机械")).toBe(organization.id);
  });
});

describe("days", () => {
  it("of 1900 and 2099 are taken where they can be true, and refused where they cannot", async () => {
    await run({
      kind: "ORGANIZATION",
      source: "days",
      content: "name,number\n百年老店,1\n将来之店,2\n长约之店,3\n未来所见,4\n主店,5\n",
    });
    const job = await run({
      kind: "SUPPLY",
      source: "days",
      content: [
        "supplier_number,buyer_number,since,until,observed_on",
        "1,5,1900-01-01,,1900-06-01",
        "2,5,2099-01-01,,2026-01-01",
        "3,5,2020-01-01,2099-12-31,2026-01-01",
        "4,5,2020-01-01,,2099-01-01\n",
      ].join("\n"),
    });
    expect(job.counts).toMatchObject({ read: 4, created: 3, rejected: 1 });
    expect(await errorsOf(server.database, job.id)).toEqual([[5, "observed_on", "DATE_FUTURE"]]);
    const names = async (args: string) =>
      (await suppliersOf("主店", args)).map((one: { source: { name: string } }) => one.source.name).sort();
    expect(await names("")).toEqual(["百年老店", "长约之店"].sort());
    expect(await names('asOf: "1900-01-01"')).toEqual(["百年老店"]);
    expect(await names('asOf: "1899-12-31"')).toEqual([]);
    expect(await names('asOf: "2099-01-01"')).toEqual(["将来之店", "百年老店", "长约之店"].sort());
    expect(await names('asOf: "2099-12-31"')).toEqual(["将来之店", "百年老店"].sort());
    expect(await names('asOf: "2100-01-01", validity: FORMER')).toEqual(["长约之店"]);
  });

  it("19 digits stay 19 digits", async () => {
    const numbers = ["9223372036854775807", "9223372036854775808"];
    const content = numbers.map((number) => `{"name":"长号${number.at(-1)}","number":${number}}`).join("\n");
    expect((await run({ kind: "ORGANIZATION", source: "digits", format: "NDJSON", content })).counts).toMatchObject({
      created: 2,
    });
    const rows = numbers.map(
      (number) => `{"supplier_number":${number},"buyer_number":"${numbers[0]}","reference":${number}}`,
    );
    const job = await run({ kind: "SUPPLY", source: "digits", format: "NDJSON", content: rows.join("\n") });
    expect(job.counts).toMatchObject({ read: 2, created: 2 });
    const suppliers = await suppliersOf("长号7", "first: 20");
    expect(suppliers.map((one: { source: { name: string } }) => one.source.name).sort()).toEqual(["长号7", "长号8"]);
    const references = suppliers.flatMap((one: { evidence: { nodes: { reference: string }[] } }) =>
      one.evidence.nodes.map(({ reference }) => reference),
    );
    expect(references.sort()).toEqual(numbers);
  });
});
